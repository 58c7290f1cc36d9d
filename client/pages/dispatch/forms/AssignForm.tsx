/** Which brigade goes. The best stands first: Enter sends it, a figure sends the one that it stands before. */
import { type KeyboardEvent, useMemo, useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import { useWords } from "../../../i18n/use-words.ts";
import type { Target } from "../../../store/desk-store.ts";
import { usePage } from "../../../store/page-store.ts";
import { BrigadeMark } from "../../../ui/BrigadeMark.tsx";
import { doMove } from "../do-move.ts";
import css from "./AssignForm.module.css";
import { FormFrame } from "./FormFrame.tsx";

export function AssignForm({ targets }: { targets: readonly Target[] }) {
  const { t, name } = useWords();
  const city = usePage((page) => page.answer?.city);
  const crews = usePage((page) => page.reading?.crews);
  const choices = useMemo(() => {
    const known = [...(crews?.values() ?? [])].filter(({ file }) => file !== undefined && !file.retired);
    return known.sort((a, b) => Number(b.onShift) - Number(a.onShift) || a.work.length - b.work.length || 0);
  }, [crews]);
  const [chosen, setChosen] = useState<string | null>(null);
  const code = chosen ?? choices[0]?.brigade.code ?? null;
  const send = (brigade: string | null) => {
    if (brigade === null) return;
    void doMove(
      "assign",
      targets.map((target) => ({
        target,
        wish: { name: "assign-report", folio: target.folio, version: target.version, fields: { brigade } },
      })),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const wanted = event.key === "Enter" ? code : choices[Number(event.key) - 1]?.brigade.code;
    if (wanted === undefined || wanted === null) return;
    event.preventDefault();
    event.stopPropagation();
    send(wanted);
  };
  return (
    <FormFrame deed="assign" targets={targets} submit={t("desk.action.assign")} onSubmit={() => send(code)}>
      {/* Before the list: Enter and figures mean something else there than in other lists. */}
      <div onKeyDownCapture={onKeyDown} role="presentation">
        <ListBox
          className={css.list ?? ""}
          aria-label={t("desk.brigades")}
          selectionMode="single"
          disallowEmptySelection
          shouldSelectOnPressUp
          selectedKeys={code === null ? [] : [code]}
          onSelectionChange={(keys) => setChosen(keys === "all" ? null : String([...keys][0] ?? ""))}
          selectionBehavior="replace"
        >
          {choices.map(({ brigade, onShift, work }, i) => (
            <ListBoxItem
              key={brigade.code}
              id={brigade.code}
              textValue={brigade.name}
              className={css.item ?? ""}
            >
              <span className={css.place}>{i < 9 ? i + 1 : ""}</span>
              <BrigadeMark kind={!onShift ? "silent" : work.length > 0 ? "busy" : "free"} />
              <span className={css.name}>{brigade.name}</span>
              <span className={css.why}>
                {name(city?.departments.find((d) => d.code === brigade.department)?.name)}
                {" · "}
                {onShift ? t("brigade.work", { count: work.length }) : t("brigade.off")}
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
      </div>
    </FormFrame>
  );
}
