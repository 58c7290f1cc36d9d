/** What draws each part of the administration. */
import type { ComponentType } from "react";
import type { AdminSection } from "#contract/pages";
import { AlertsSection } from "./AlertsSection.tsx";
import { AuditSection } from "./AuditSection.tsx";
import { BrigadesSection } from "./BrigadesSection.tsx";
import { HolidaysSection } from "./HolidaysSection.tsx";
import { KeysSection } from "./KeysSection.tsx";
import { KiosksSection } from "./KiosksSection.tsx";
import { LettersSection } from "./LettersSection.tsx";
import { PeopleSection } from "./PeopleSection.tsx";
import { ReasonsSection } from "./ReasonsSection.tsx";
import { SectorsSection } from "./SectorsSection.tsx";
import { ServicesSection } from "./ServicesSection.tsx";
import { SettingsSection } from "./SettingsSection.tsx";

export const faces: Record<AdminSection, ComponentType> = {
  people: PeopleSection,
  keys: KeysSection,
  kiosks: KiosksSection,
  brigades: BrigadesSection,
  services: ServicesSection,
  reasons: ReasonsSection,
  sectors: SectorsSection,
  holidays: HolidaysSection,
  alerts: AlertsSection,
  settings: SettingsSection,
  letters: LettersSection,
  audit: AuditSection,
};
