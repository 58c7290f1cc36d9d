/** i18next with both languages in the bundle: switching is instant, and asks nobody. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./en.json";
import es from "./es.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "page";
    resources: { page: typeof es };
  }
}

export async function startI18n(language: string): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "es",
    defaultNS: "page",
    resources: { es: { page: es }, en: { page: en } },
    // React escapes.
    interpolation: { escapeValue: false },
  });
}
