/** Under an opened report: what can be done with it, each with its key. */
import { Button } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { usePresence } from "../../store/presence-store.ts";
import css from "./CardActions.module.css";
import { possibleActions, runAction } from "./desk-keys.ts";
import { keyFace } from "./key-face.ts";

export function CardActions({ folio }: { folio: string }) {
  const { t } = useWords();
  usePage((page) => page.reading);
  usePage((page) => page.marked);
  const claimed = usePresence((presence) => presence.claimed.has(folio));
  const busy = useDesk((desk) => desk.busy);
  const actions = possibleActions(usePage.getState()).filter(
    ({ group, name }) => group === "report" && name !== "undo",
  );
  return (
    <fieldset className={css.actions} aria-label={t("desk.group.report")} disabled={busy}>
      {actions.map((action) => (
        <Button
          key={action.name}
          className={css.action ?? ""}
          data-main={action.name === "assign" || undefined}
          onPress={() => runAction(action)}
        >
          {action.name === "take" && claimed ? t("desk.release") : t(`desk.action.${action.name}`)}
          <kbd className={css.key}>{keyFace(action.keys[0])}</kbd>
        </Button>
      ))}
    </fieldset>
  );
}
