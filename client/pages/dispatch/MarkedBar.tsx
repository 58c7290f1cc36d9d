/** What is marked, and what can be done with all of it: in place of the list's head while anything is. */
import { useWords } from "../../i18n/use-words.ts";
import { clearMarks } from "../../store/actions.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { PushButton } from "../../ui/PushButton.tsx";
import { PanelHead } from "../live/PanelHead.tsx";
import css from "./DeskPanel.module.css";
import { type ActionName, type DeskAction, deskActions, runAction } from "./desk-keys.ts";
import { keyFace } from "./key-face.ts";

const offered: readonly ActionName[] = ["assign", "close", "merge", "note"];

export function MarkedBar() {
  const { t } = useWords();
  const count = usePage((page) => page.marked.size);
  return (
    <PanelHead title={t("desk.marked", { count })}>
      <span className="unseen" role="status">
        {t("desk.marked", { count })}
      </span>
      <div className={css.tools}>
        {deskActions
          .filter(({ name }) => offered.includes(name))
          .map((action) => (
            <PushButton key={action.name} kind="quiet" onPress={() => runAction(action satisfies DeskAction)}>
              {t(`desk.action.${action.name}`)} <kbd className={css.key}>{keyFace(action.keys[0])}</kbd>
            </PushButton>
          ))}
        <PushButton kind="quiet" onPress={() => useDesk.setState({ palette: true })}>
          {t("desk.more")}
        </PushButton>
        <PushButton kind="quiet" onPress={clearMarks}>
          {t("desk.action.unmark")} <kbd className={css.key}>{keyFace("x")}</kbd>
        </PushButton>
      </div>
    </PanelHead>
  );
}
