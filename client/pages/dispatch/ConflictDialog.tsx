/** Somebody was faster: what they did beside what was wanted, and the choice. Nothing has been overwritten. */
import type { MoveName } from "#contract/commands";
import { mayMove, moves } from "#domain/report";
import { useWords } from "../../i18n/use-words.ts";
import { type Conflict, nameOf, useDesk } from "../../store/desk-store.ts";
import { ModalCard } from "../../ui/ModalCard.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import css from "./ConflictDialog.module.css";
import { CopyText } from "./CopyText.tsx";
import { actionOf } from "./deed-names.ts";
import { doMove } from "./do-move.ts";
import { OvertakenWords } from "./OvertakenWords.tsx";
import { WishWords } from "./WishWords.tsx";

const set = useDesk.setState;

export function ConflictDialog() {
  const { t } = useWords();
  const conflict = useDesk((desk) => desk.conflict);
  return (
    <ModalCard
      title={t("desk.conflict.title")}
      size="middle"
      isOpen={conflict !== null}
      onOpenChange={(open) => !open && set({ conflict: null })}
      isChoice
    >
      {conflict && <Choice conflict={conflict} />}
    </ModalCard>
  );
}

function Choice({ conflict }: { conflict: Conflict }) {
  const { t } = useWords();
  const open = useDesk((desk) => desk.form);
  const busy = useDesk((desk) => desk.busy);
  const { deed, wish, card } = conflict;
  const form = open && conflict.form && nameOf(open) === nameOf(conflict.form) ? open : null;
  const report = card?.report;
  const allowed =
    report !== undefined &&
    !card?.archived &&
    wish.name in moves &&
    mayMove(wish.name as MoveName, report.status);
  const again = async () => {
    if (!report) return;
    set({ conflict: null });
    await doMove(deed, [{ ...wish, version: report.version }], conflict.form);
  };
  const drop = () => set({ conflict: null, ...(form && { form: null }) });
  const back = () => {
    set({
      conflict: null,
      ...(form &&
        report && {
          form: {
            ...form,
            targets: form.targets.map((target) =>
              target.folio === wish.folio
                ? { ...target, version: report.version, status: report.status }
                : target,
            ),
          },
        }),
    });
  };
  return (
    <>
      <p className={css.lead}>{t("desk.conflict.lead", { folio: wish.folio })}</p>
      <div className={css.pair}>
        <section aria-label={t("desk.conflict.theirs")}>
          <h3 className={css.heading}>{t("desk.conflict.theirs")}</h3>
          <OvertakenWords overtaken={conflict} />
        </section>
        <section aria-label={t("desk.conflict.yours")}>
          <h3 className={css.heading}>{t("desk.conflict.yours")}</h3>
          <p className={css.wish}>{t(`desk.action.${actionOf(deed)}`)}</p>
          <WishWords wish={wish} />
        </section>
      </div>
      {!card && typeof wish.fields?.text === "string" && <CopyText text={wish.fields.text} />}
      {card && !allowed && <p className={css.lead}>{t("desk.conflict.impossible")}</p>}
      <div className={css.buttons}>
        {allowed && (
          <PushButton kind="main" onPress={() => void again()} busy={busy}>
            {t("desk.conflict.again")}
          </PushButton>
        )}
        <PushButton onPress={drop}>{t("desk.conflict.drop")}</PushButton>
        {form && card && <PushButton onPress={back}>{t("desk.conflict.back")}</PushButton>}
      </div>
    </>
  );
}
