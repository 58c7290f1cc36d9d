/** Begins the desk: as the live map, and with what a dispatcher does. */
import type { Root } from "react-dom/client";
import { startFollowing } from "../live/start-live.tsx";
import { DispatchPage } from "./DispatchPage.tsx";
import { keepDesk, openDeskLink } from "./keep-desk.ts";

export async function startDispatch(root: Root, spoken: Promise<void>): Promise<void> {
  openDeskLink();
  await startFollowing(spoken, () => {
    keepDesk();
    root.render(<DispatchPage />);
  });
}
