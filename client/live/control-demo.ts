/** The demo city's simulator: how far its history is loaded, whether it plays, how fast. */
import type { z } from "zod";
import { type DemoChange, DemoState } from "#contract/card";
import { mayDo } from "../store/may.ts";
import { usePage } from "../store/page-store.ts";
import { getJson, putJson } from "./http.ts";

const LOOK_EVERY = 5000;

/** Looks now and then, for others may have paused it. Does nothing in a real city. */
export function watchDemo(): void {
  const look = async () => {
    const page = usePage.getState();
    if (!page.answer?.demo || document.hidden || page.link?.phase === "offline") return;
    if (!mayDo(page, "demo.control")) return usePage.setState({ demo: null });
    const demo = await getJson("/api/demo", DemoState).catch(() => null);
    if (demo) usePage.setState({ demo });
  };
  void look();
  setInterval(() => void look(), LOOK_EVERY);
}

/** Shows the change at once and takes it back when the server did not. */
export async function changeDemo(change: z.infer<typeof DemoChange>): Promise<void> {
  const { demo } = usePage.getState();
  if (!demo) return;
  usePage.setState({
    demo: { ...demo, running: change.running ?? demo.running, speed: change.speed ?? demo.speed },
  });
  try {
    usePage.setState({ demo: await putJson("/api/demo", change, DemoState) });
  } catch {
    usePage.setState({ demo });
  }
}
