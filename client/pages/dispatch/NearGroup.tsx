/** How many others are one job with the opened report, told while it is read; pressed, all of them are marked, and a brigade is looked for. */
import { Boxes } from "lucide-react";
import { useMemo } from "react";
import { Button } from "react-aria-components";
import { useWords } from "../../i18n/use-words.ts";
import { usePage } from "../../store/page-store.ts";
import css from "./CardActions.module.css";
import { deskActions, isPossible, runAction } from "./desk-keys.ts";
import { nearGroup } from "./near-group.ts";
import { targetOfCard } from "./targets.ts";

const group = deskActions.find(({ name }) => name === "group");
const assign = deskActions.find(({ name }) => name === "assign");
/** Looked for anew no oftener than this, ms: each time all reports of its service are gone through. */
const EVERY = 5000;

export function NearGroup({ folio }: { folio: string }) {
  const { t } = useWords();
  const marking = usePage((page) => page.marked.size > 0);
  const lookedAt = usePage((page) => Math.floor((page.reading?.at ?? 0) / EVERY));
  const page = usePage.getState();
  const targets = targetOfCard(page, folio);
  const [report] = targets;
  const may = group !== undefined && isPossible(group, page, targets) && report?.status !== "closed";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the city is one object, and what is in it changes
  const others = useMemo(() => {
    const { live, answer } = usePage.getState();
    return may && report && live.city && answer ? nearGroup(live.city, answer.city, report).length - 1 : 0;
  }, [may, report?.id, report?.version, lookedAt]);
  const takeAsOne = () => {
    if (group && runAction(group, targetOfCard(usePage.getState(), folio)) && assign) runAction(assign);
  };
  // What is marked says itself how many they are.
  if (!may || marking || others === 0) return null;
  return (
    <Button className={css.likely ?? ""} onPress={takeAsOne}>
      <Boxes aria-hidden="true" focusable="false" strokeWidth={1.75} />
      <span>{t("desk.nearGroup", { count: others })}</span>
    </Button>
  );
}
