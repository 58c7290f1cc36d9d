/** How many reports are likely the same as the opened one, told while it is read; pressed, they are shown side by side. */
import { CopyCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { likelyDuplicates } from "../../live/likely-duplicates.ts";
import { usePage } from "../../store/page-store.ts";
import css from "./CardActions.module.css";
import { deskActions, isPossible, runAction } from "./desk-keys.ts";
import { targetOfCard } from "./targets.ts";

const merge = deskActions.find(({ name }) => name === "merge");

export function LikelyDuplicates({ folio }: { folio: string }) {
  const { t } = useWords();
  const [count, setCount] = useState(0);
  const selection = usePage((page) => page.selection);
  // Open, in the present, and of somebody who may merge it; `CardActions` is drawn again with each reading.
  const page = usePage.getState();
  const may = merge !== undefined && isPossible(merge, page, targetOfCard(page, folio));
  const opened = selection?.kind === "report" && selection.folio === folio ? selection : null;
  useEffect(() => {
    if (!may || !opened) return;
    let left = false;
    void likelyDuplicates(opened).then((answer) => {
      if (!left) setCount(answer?.candidates.length ?? 0);
    });
    return () => {
      left = true;
    };
  }, [may, opened]);
  if (!may || count === 0) return null;
  return (
    <Button
      className={css.likely ?? ""}
      onPress={() => runAction(merge, targetOfCard(usePage.getState(), folio))}
    >
      <CopyCheck aria-hidden="true" focusable="false" strokeWidth={1.75} />
      <span>{t("desk.likely", { count })}</span>
    </Button>
  );
}
