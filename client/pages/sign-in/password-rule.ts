/** What a new password must be, by the contract's own rule, in words. */
import { NewPassword, PASSWORD_MAX, PASSWORD_MIN } from "#contract/sign-in";
import type { Words } from "../../i18n/use-words.ts";

export function passwordRule({ t }: Pick<Words, "t">): string {
  return t("password.rule", { min: PASSWORD_MIN });
}

export function passwordTrouble({ t }: Pick<Words, "t">, password: string): string | undefined {
  if (NewPassword.safeParse(password).success) return undefined;
  const count = [...password.normalize("NFKC")].length;
  if (count === 0) return t("password.missing");
  if (count < PASSWORD_MIN) return t("password.short", { count, min: PASSWORD_MIN });
  return count > PASSWORD_MAX ? t("password.long", { max: PASSWORD_MAX }) : t("password.plain");
}
