/** Under an opened report: what is done most with it, each with its key; and the way to all the rest. */
import { Button } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { usePresence } from "../../store/presence-store.ts";
import css from "./CardActions.module.css";
import { type ActionName, possibleActions, runAction } from "./desk-keys.ts";
import { keyFace } from "./key-face.ts";
import { LikelyDuplicates } from "./LikelyDuplicates.tsx";
import { NearGroup } from "./NearGroup.tsx";
import { targetOfCard } from "./targets.ts";

const offered: readonly ActionName[] = [
  "assign",
  "reopen",
  "take",
  "close",
  "note",
  "merge",
  "unmerge",
  "answer",
  "correct",
];

export function CardActions({ folio }: { folio: string }) {
  const { t } = useWords();
  usePage((page) => page.reading);
  const claimed = usePresence((presence) => presence.claimed.has(folio));
  const busy = useDesk((desk) => desk.busy);
  const targets = targetOfCard(usePage.getState(), folio);
  const actions = possibleActions(usePage.getState(), targets)
    .filter(({ name }) => offered.includes(name))
    .sort((a, b) => offered.indexOf(a.name) - offered.indexOf(b.name));
  return (
    <>
      <LikelyDuplicates folio={folio} />
      <NearGroup folio={folio} />
      <fieldset className={css.actions} aria-label={t("desk.group.report")} disabled={busy}>
        {actions.map((action, i) => (
          <Button
            key={action.name}
            className={css.action ?? ""}
            data-main={i === 0 || undefined}
            onPress={() => runAction(action, targetOfCard(usePage.getState(), folio))}
          >
            {action.name === "take" && claimed ? t("desk.release") : t(`desk.action.${action.name}`)}
            <kbd className={css.key}>{keyFace(action.keys[0])}</kbd>
          </Button>
        ))}
        <Button className={css.action ?? ""} onPress={() => useDesk.setState({ palette: true })}>
          {t("desk.more")}
          <kbd className={css.key}>{keyFace("Ctrl+k")}</kbd>
        </Button>
      </fieldset>
    </>
  );
}
