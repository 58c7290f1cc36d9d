/**
 * What happens to a report while somebody writes about it: another's move, or that it goes out of sight. What is typed stays,
 * and what can be done with it is said.
 */
import { useEffect } from "react";
import { useWords } from "../../../i18n/use-words.ts";
import { fetchCard, idOfFolio } from "../../../live/fetch-when-opened.ts";
import type { ShownCard } from "../../../live/shown-card.ts";
import type { FormKind } from "../../../store/deed.ts";
import { draftOf, keepDraft, type Target, targetOf, useDesk } from "../../../store/desk-store.ts";
import { usePage } from "../../../store/page-store.ts";
import { entriesSince, isQuiet } from "../../../store/since.ts";
import { Notice } from "../../../ui/Notice.tsx";
import { PushButton } from "../../../ui/PushButton.tsx";
import { Timeline } from "../../live/Timeline.tsx";
import { CopyText } from "../CopyText.tsx";

export function Meanwhile({ kind, target }: { kind: FormKind; target: Target }) {
  const { t } = useWords();
  const fetched = usePage((page) => page.card);
  usePage((page) => page.reading);
  const live = usePage.getState().live.city?.reports.get(target.id);
  const { past } = usePage.getState();
  const gone = past === null && usePage.getState().live.city !== undefined && live === undefined;
  useEffect(() => {
    if (gone) void fetchCard(target.folio);
  }, [gone, target.folio]);
  const card = fetched?.phase === "ready" && fetched.value.report.id === target.id ? fetched.value : null;
  if (gone) {
    const away = fetched?.phase === "failed";
    return (
      <Notice kind="wrong" title={away ? t("desk.gone.away") : t("desk.gone.archived")}>
        {away && <p>{t("desk.gone.awayWhat")}</p>}
        <Kept kind={kind} folio={target.folio} />
      </Notice>
    );
  }
  const since = card ? entriesSince(card, target.version) : [];
  if (!card || isQuiet(since)) return null;
  return (
    <Notice kind="note" title={t("desk.meanwhile")}>
      <Timeline entries={since} notes={card.notes} />
      {card.mergedInto !== null && (
        <GoOnThere kind={kind} from={target.folio} card={card} into={card.mergedInto} />
      )}
    </Notice>
  );
}

/** What is written about a report that has been merged belongs to the one that goes on. */
function GoOnThere(props: { kind: FormKind; from: string; card: ShownCard; into: string }) {
  const { kind, from, into } = props;
  const { t } = useWords();
  const page = usePage.getState();
  const id = idOfFolio(page, into);
  const report = id === null ? undefined : page.live.city?.reports.get(id);
  if (!report || (kind !== "note" && kind !== "ask")) return null;
  const go = () => {
    keepDraft(kind, into, draftOf(kind, from));
    keepDraft(kind, from, "");
    usePage.setState({ selection: { kind: "report", folio: into } });
    useDesk.setState({ form: { kind, targets: [targetOf(report)] } });
  };
  return <PushButton onPress={go}>{t("desk.writeThere", { folio: into })}</PushButton>;
}

function Kept({ kind, folio }: { kind: FormKind; folio: string }) {
  const text = useDesk((desk) => desk.drafts[`${kind}:${folio}`] ?? "");
  return text === "" ? null : <CopyText text={text} />;
}
