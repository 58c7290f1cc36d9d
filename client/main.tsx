/** Where the page begins. */
import "./without-eval.ts";
import "@fontsource-variable/inter/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import "./map/load-map.ts";
import { createRoot } from "react-dom/client";
import { startI18n } from "./i18n/start-i18n.ts";
import { watchDemo } from "./live/control-demo.ts";
import { fetchWhenOpened } from "./live/fetch-when-opened.ts";
import { followCity } from "./live/follow-city.ts";
import { LivePage } from "./pages/live/LivePage.tsx";
import { showToTests } from "./show-to-tests.ts";
import { speakCityLanguage } from "./store/actions.ts";
import { keepLook } from "./store/keep-look.ts";
import { keepReading } from "./store/keep-reading.ts";
import { checkLink, keepUrl, openLink } from "./store/keep-url.ts";
import { usePage } from "./store/page-store.ts";

openLink();
checkLink();
showToTests();
const following = followCity();
await startI18n(usePage.getState().language);
keepLook();
keepReading();
keepUrl();
fetchWhenOpened();

const place = document.getElementById("page");
if (!place) throw new Error("index.html has no #page");
createRoot(place).render(<LivePage />);

await following;
speakCityLanguage();
watchDemo();
