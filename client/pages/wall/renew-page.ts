/** Loads the wall's page anew when the server has another one: once for each, so that a broken build is no endless flicker. */
import { usePage } from "../../store/page-store.ts";

const LOOK_EVERY = 10 * 60_000;
const TRIED = "cuadrilla.renewed";

interface Means {
  /** The script of this page, and the one that the server has now; undefined where that cannot be said. */
  ours(): string | undefined;
  theirs(): Promise<string | undefined>;
  /** Outlives a reload. */
  readonly memory: Pick<Storage, "getItem" | "setItem">;
  reload(): void;
}

const browser: Means = {
  ours: () => scriptIn(document),
  theirs: fetchScript,
  get memory() {
    return sessionStorage;
  },
  reload: () => location.reload(),
};

export function renewPage(means = browser): void {
  usePage.subscribe(({ link }, before) => {
    const back = link?.phase === "live" && before.link?.phase !== "live" && (before.link?.snapshots ?? 0) > 0;
    if (back || (link?.phase === "outdated" && before.link?.phase !== "outdated")) void look(means);
  });
  setInterval(() => void look(means), LOOK_EVERY);
}

async function look(means: Means): Promise<void> {
  const theirs = await means.theirs().catch(() => undefined);
  const ours = means.ours();
  if (theirs === undefined || ours === undefined || theirs === ours) return;
  try {
    if (means.memory.getItem(TRIED) === theirs) return;
    means.memory.setItem(TRIED, theirs);
  } catch {
    // Without a memory it could not be known to have been tried.
    return;
  }
  means.reload();
}

async function fetchScript(): Promise<string | undefined> {
  const answer = await fetch(location.pathname, { cache: "no-store" });
  if (!answer.ok) return undefined;
  return scriptIn(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

/** Named by its content, so another name is another page. */
function scriptIn(page: Document): string | undefined {
  return page.querySelector('script[type="module"][src]')?.getAttribute("src") ?? undefined;
}
