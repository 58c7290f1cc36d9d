/** Whether single letters are keys of the page. */
import { useWords } from "../i18n/use-words.ts";
import { setSingleKeys, useSingleKeys } from "../store/single-keys.ts";
import { CheckInput } from "./CheckInput.tsx";

export function KeysInput() {
  const { t } = useWords();
  const on = useSingleKeys((keys) => keys.on);
  return (
    <CheckInput
      label={t("preferences.keys")}
      hint={t("preferences.keysHint")}
      checked={on}
      onChange={setSingleKeys}
    />
  );
}
