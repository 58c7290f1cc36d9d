/** Where the page begins. The live map comes with it; every other page is fetched when it is opened. */
import "./without-eval.ts";
import "@fontsource-variable/inter/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { createRoot } from "react-dom/client";
import { pageOf } from "#contract/pages";
import { startI18n } from "./i18n/start-i18n.ts";
import { startLive } from "./pages/live/start-live.tsx";
import { keepLook } from "./store/keep-look.ts";
import { openLink } from "./store/keep-url.ts";
import { usePage } from "./store/page-store.ts";

const place = document.getElementById("page");
if (!place) throw new Error("index.html has no #page");
const root = createRoot(place);
const page = pageOf(location.pathname);

openLink();
const spoken = startI18n(usePage.getState().language).then(keepLook);
if (page.name === "live") await startLive(root, spoken);
else if (page.name === "wall") await (await import("./pages/wall/start-wall.tsx")).startWall(root, spoken);
else if (page.name === "dispatch") {
  const { startDispatch } = await import("./pages/dispatch/start-dispatch.tsx");
  await startDispatch(root, spoken);
} else {
  const [{ startPage }] = await Promise.all([import("./pages/start-page.tsx"), spoken]);
  await startPage(root, page);
}
