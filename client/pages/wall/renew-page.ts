/** Loads the wall's page anew when the server has another one: once for each, so that a broken build is no endless flicker. */
import { usePage } from "../../store/page-store.ts";

const LOOK_EVERY = 10 * 60_000;
const TRIED = "cuadrilla.renewed";

export function renewPage(): void {
  usePage.subscribe(({ link }, before) => {
    const back = link?.phase === "live" && before.link?.phase !== "live" && (before.link?.snapshots ?? 0) > 0;
    if (back || (link?.phase === "outdated" && before.link?.phase !== "outdated")) void look();
  });
  setInterval(() => void look(), LOOK_EVERY);
}

async function look(): Promise<void> {
  const theirs = await fetchScript().catch(() => undefined);
  const ours = scriptIn(document);
  if (theirs === undefined || ours === undefined || theirs === ours) return;
  try {
    if (sessionStorage.getItem(TRIED) === theirs) return;
    sessionStorage.setItem(TRIED, theirs);
  } catch {
    // Without a memory it could not be known to have been tried.
    return;
  }
  location.reload();
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
