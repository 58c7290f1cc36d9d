/** Begins one of the pages that are no map: each is fetched only when it is opened. */
import type { ComponentType } from "react";
import type { Root } from "react-dom/client";
import type { Page } from "#contract/pages";
import { fetchCityName } from "../live/fetch-city.ts";
import { findOut } from "../live/who-am-i.ts";
import { speakCityLanguage } from "../store/actions.ts";
import { NotFoundPage } from "./NotFoundPage.tsx";

export async function startPage(root: Root, page: Page): Promise<void> {
  const known = Promise.all([findOut(), fetchCityName().then(speakCityLanguage)]);
  const Face = await faceOf(page);
  root.render(<Face />);
  await known;
}

async function faceOf(page: Page): Promise<ComponentType> {
  switch (page.name) {
    case "sign-in":
      return (await import("./sign-in/SignInPage.tsx")).SignInPage;
    case "invitation":
      return (await import("./sign-in/InvitationPage.tsx")).InvitationPage;
    case "kiosk":
      return (await import("./kiosk/KioskPage.tsx")).KioskPage;
    case "account":
      return (await import("./account/AccountPage.tsx")).AccountPage;
    case "admin":
      return (await import("./admin/AdminPage.tsx")).AdminPage;
    default:
      return NotFoundPage;
  }
}
