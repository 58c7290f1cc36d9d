/** What has just happened, over the map: done and to be taken back for ten seconds, refused, or held by a colleague. */
import { CircleAlert, Hand, Undo2, X } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { idOfFolio } from "../../live/fetch-when-opened.ts";
import { mark, select } from "../../store/actions.ts";
import { type Refused, useDesk } from "../../store/desk-store.ts";
import { usePage } from "../../store/page-store.ts";
import { usePresence } from "../../store/presence-store.ts";
import { secondsOffered } from "../../store/undo.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { tellHeight } from "../../ui/tell-height.ts";
import { useNow } from "../../ui/use-now.ts";
import css from "./DeskBar.module.css";
import { keyFace } from "./key-face.ts";
import { OvertakenWords } from "./OvertakenWords.tsx";
import { take } from "./take.ts";
import { codeWords, troubleWords } from "./trouble-words.ts";
import { undoLatest } from "./undo-latest.ts";

const barsHeight = tellHeight("--bars");

export function DeskBar() {
  const hasForm = useDesk((desk) => desk.form !== null);
  return (
    <div ref={barsHeight} className={css.bars}>
      <DrawingBar />
      <Lost />
      {!hasForm && <TroubleBar />}
      <OutcomeBar />
      <UndoBar />
    </div>
  );
}

/** How to draw; nothing of it is in the pencil's way. */
function DrawingBar() {
  const { t } = useWords();
  const drawing = useDesk((desk) => desk.drawing);
  if (!drawing) return null;
  return (
    <p className={css.bar} role="status" data-hint>
      {drawing === "lasso" ? t("desk.draw.lasso") : t("desk.draw.rectangle")}
    </p>
  );
}

function UndoBar() {
  const { t } = useWords();
  const undo = useDesk((desk) => desk.undo);
  const busy = useDesk((desk) => desk.busy);
  // Only to be drawn again.
  useNow(1000);
  const left = secondsOffered(usePage.getState(), undo);
  if (!undo || left === 0) return null;
  const [first] = undo.moves;
  const what =
    undo.moves.length === 1 ? (first?.folio ?? "") : t("desk.reports", { count: undo.moves.length });
  const [before = "", after = ""] = t(`desk.did.${undo.deed}`, { what }).split(what);
  return (
    <Bar icon={<Undo2 aria-hidden="true" focusable="false" />}>
      <span>
        {before}
        <span className={css.unbroken}>{what}</span>
        {after}
      </span>
      <PushButton onPress={() => void undoLatest()} busy={busy}>
        {t("desk.action.undo")} <kbd className={css.key}>{keyFace("u")}</kbd>
      </PushButton>
      <span className={css.left} aria-hidden="true">
        {left} s
      </span>
    </Bar>
  );
}

function TroubleBar() {
  const words = useWords();
  const { t } = words;
  const trouble = useDesk((desk) => desk.trouble);
  if (!trouble) return null;
  const held = trouble.kind === "held" ? trouble : null;
  return (
    <Bar
      wrong
      icon={held ? <Hand aria-hidden="true" /> : <CircleAlert aria-hidden="true" />}
      onClose={() => useDesk.setState({ trouble: null })}
    >
      <span>{troubleWords(words, trouble)}</span>
      {held && <PushButton onPress={() => void take(held.folio, true)}>{t("desk.takeOver")}</PushButton>}
    </Bar>
  );
}

/** A colleague has taken over what this page had. */
function Lost() {
  const { t } = useWords();
  const lost = usePresence((presence) => presence.lost);
  if (!lost) return null;
  return (
    <Bar wrong icon={<Hand aria-hidden="true" />} onClose={() => usePresence.setState({ lost: null })}>
      <span>{t("desk.lost", { name: lost.by.name, folio: lost.folio })}</span>
    </Bar>
  );
}

const MOST_NAMED = 8;

function OutcomeBar() {
  const { t } = useWords();
  const outcome = useDesk((desk) => desk.outcome);
  if (!outcome) return null;
  const { done, refused } = outcome;
  // What colleagues did is told of each; what cannot be done is mostly the same for all.
  const overtaken = refused.filter(isOvertaken);
  const others = refused.filter((each) => !isOvertaken(each));
  return (
    <Bar wrong icon={<CircleAlert aria-hidden="true" />} onClose={() => useDesk.setState({ outcome: null })}>
      <div className={css.outcome}>
        <strong>{t("desk.outcomeOf", { done, refused: refused.length })}</strong>
        <ul>
          {[...overtaken, ...others.slice(0, MOST_NAMED)].map((each) => (
            <RefusedOne key={each.folio} refused={each} />
          ))}
        </ul>
        {others.length > MOST_NAMED && (
          <span>{t("notice.more", { number: others.length - MOST_NAMED })}</span>
        )}
        {overtaken.length > 0 && (
          <PushButton onPress={() => markAgain(overtaken)}>
            {t("desk.markAgain", { count: overtaken.length })}
          </PushButton>
        )}
      </div>
    </Bar>
  );
}

function RefusedOne({ refused: { folio, code, detail, overtaken } }: { refused: Refused }) {
  const words = useWords();
  return (
    <li>
      <PushButton kind="quiet" onPress={() => select({ kind: "report", folio })}>
        {folio}
      </PushButton>
      {overtaken ? (
        <div className={css.theirs}>
          <OvertakenWords overtaken={overtaken} />
        </div>
      ) : (
        codeWords(words, code, detail)
      )}
    </li>
  );
}

const isOvertaken = ({ code }: Refused) => code === "stale-version";

/** The choice of somebody who has read what a colleague did, to do it over all the same. */
function markAgain(refused: readonly Refused[]): void {
  const page = usePage.getState();
  mark(refused.flatMap(({ folio }) => idOfFolio(page, folio) ?? []));
  useDesk.setState({ outcome: null });
}

function Bar(props: { icon: ReactNode; children: ReactNode; wrong?: boolean; onClose?: () => void }) {
  const { t } = useWords();
  const { icon, children, wrong = false, onClose } = props;
  return (
    <div className={css.bar} data-wrong={wrong || undefined} role={wrong ? "alert" : undefined}>
      {icon}
      {children}
      {onClose && <IconButton icon={X} label={t("form.close")} keys="Esc" onPress={onClose} />}
    </div>
  );
}
