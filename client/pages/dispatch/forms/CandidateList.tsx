/** What a report may repeat, the likeliest first, each with why. */
import type { KeyboardEvent } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import { useWords } from "../../../i18n/use-words.ts";
import { usePage } from "../../../store/page-store.ts";
import list from "./Choices.module.css";
import type { Candidate } from "./candidate.ts";
import css from "./MergeForm.module.css";

interface Props {
  candidates: readonly Candidate[];
  chosen: string | null;
  onChoose: (folio: string) => void;
}

export function CandidateList({ candidates, chosen, onChoose }: Props) {
  const { t, name, format } = useWords();
  const services = usePage((page) => page.answer?.city.services);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.closest("form")?.requestSubmit();
  };
  return (
    <div onKeyDownCapture={onKeyDown} role="presentation">
      <ListBox
        className={list.list ?? ""}
        aria-label={t("desk.merge.candidates")}
        selectionMode="single"
        selectionBehavior="replace"
        disallowEmptySelection
        autoFocus
        selectedKeys={chosen === null ? [] : [chosen]}
        onSelectionChange={(keys) => keys !== "all" && onChoose(String([...keys][0] ?? ""))}
      >
        {candidates.map(({ folio, service, score, text, reasons }) => (
          <ListBoxItem
            key={folio}
            id={folio}
            textValue={folio}
            className={`${list.item ?? ""} ${css.item ?? ""}`}
          >
            <span className={css.score}>{format.number(Math.round(score * 100))} %</span>
            <span className={css.what}>
              {name(services?.find(({ code }) => code === service)?.name) || service}
              {text !== null && ` · ${text}`}
            </span>
            <span>{folio}</span>
            <span className={`${list.why} ${css.why}`}>
              <Why reasons={reasons} />
            </span>
          </ListBoxItem>
        ))}
      </ListBox>
    </div>
  );
}

/** In words what the score was added up from. */
export function Why({ reasons }: { reasons: Candidate["reasons"] }) {
  const { t, format } = useWords();
  const parts = [
    t(`desk.kin.${reasons.service}`),
    t("desk.merge.metres", { metres: format.number(Math.round(reasons.metres)) }),
    t("desk.merge.hours", { hours: format.number(Math.round(reasons.hours)) }),
    ...(reasons.words === null
      ? []
      : [t("desk.merge.words", { percent: format.number(Math.round(reasons.words * 100)) })]),
  ];
  return <>{parts.join(" · ")}</>;
}
