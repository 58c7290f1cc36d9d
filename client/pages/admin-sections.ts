/** Which parts of the administration whoever looks may open: each asks for its own action. */
import { type AdminSection, adminSections } from "#contract/pages";
import type { Action } from "#domain/may";
import { mayDo } from "../store/may.ts";
import { type PageState, usePage } from "../store/page-store.ts";

export const needsOf: Record<AdminSection, Action> = {
  people: "person.manage",
  keys: "key.manage",
  kiosks: "kiosk.manage",
  brigades: "device.manage",
  services: "city.manage",
  reasons: "city.manage",
  sectors: "city.manage",
  holidays: "city.manage",
  alerts: "city.manage",
  settings: "city.manage",
  letters: "letter.read",
  audit: "audit.read",
};

export function openSections(page: PageState): AdminSection[] {
  return adminSections.filter((section) => mayDo(page, needsOf[section]));
}

/** Null for whoever may open none. */
export function useFirstAdminSection(): AdminSection | null {
  return usePage((page) => openSections(page)[0] ?? null);
}
