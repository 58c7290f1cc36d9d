/** Walls: each opens by a link of its own, shows one view, and can do nothing. */
import { MonitorUp } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type Issued, type Kiosk, KioskView } from "#contract/administration";
import { queryOfView } from "#contract/pages";
import { fieldWords } from "../../i18n/refusal-words.ts";
import { useWords } from "../../i18n/use-words.ts";
import { endKiosk, issueKiosk, listKiosks } from "../../live/administration.ts";
import { usePage } from "../../store/page-store.ts";
import form from "../../ui/form.module.css";
import { OnceSecret } from "../../ui/OnceSecret.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { SelectInput } from "../../ui/SelectInput.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { useSaving } from "../../ui/use-saving.ts";
import { Refused } from "../Answered.tsx";
import { CredentialSection } from "./CredentialSection.tsx";
import { Foot } from "./Section.tsx";

export function KiosksSection() {
  const { t, name } = useWords();
  const departments = usePage((page) => page.answer?.city.departments);
  const words = {
    title: t("admin.kiosks"),
    lead: t("kiosks.lead"),
    add: t("kiosks.add"),
    none: t("kiosks.none"),
  };
  const of = ({ department, view }: Kiosk) => {
    const found = departments?.find(({ code }) => code === department)?.name;
    return `${found ? name(found) : t("people.wholeCity")}${view && ` · ${view}`}`;
  };
  return (
    <CredentialSection
      words={words}
      icon={MonitorUp}
      list={listKiosks}
      end={endKiosk}
      what={{ head: t("kiosks.view"), cell: of }}
      form={(onIssued, onClose) => <KioskForm onIssued={onIssued} onClose={onClose} />}
    />
  );
}

const lasting = ["never", "30", "365"] as const;

function KioskForm({ onIssued, onClose }: { onIssued: () => void; onClose: () => void }) {
  const words = useWords();
  const { t, name: nameOf } = words;
  const departments = usePage((page) => page.answer?.city.departments ?? []);
  const [name, setName] = useState("");
  const [link, setLink] = useState("");
  const [department, setDepartment] = useState("");
  const [lasts, setLasts] = useState<(typeof lasting)[number]>("never");
  const [issued, setIssued] = useState<Issued | null>(null);
  const { run, busy, error } = useSaving();
  const view = viewIn(link);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (view === null) return;
    void run(async () => {
      const expiresInDays = lasts === "never" ? null : Number(lasts);
      setIssued(await issueKiosk({ name: name.trim(), view, department: department || null, expiresInDays }));
      onIssued();
    });
  };
  /** A view of one department is that department's: said where it is chosen. */
  const takeLink = (text: string) => {
    setLink(text);
    const dep = new URLSearchParams(queryOfView(viewIn(text) ?? "")).get("dep");
    if (dep !== null && departments.some(({ code }) => code === dep)) setDepartment(dep);
  };
  if (issued)
    return (
      <>
        <OnceSecret
          title={t("kiosks.issued", { name })}
          value={`${location.origin}${issued.link ?? `/kiosk#${issued.token}`}`}
          note={t("kiosks.note")}
        />
        <Foot>
          <PushButton onPress={onClose}>{t("form.done")}</PushButton>
        </Foot>
      </>
    );
  return (
    <form className={form.form} onSubmit={submit} noValidate>
      <Refused error={error} />
      <TextInput
        label={t("kiosks.name")}
        hint={t("kiosks.nameHint")}
        value={name}
        onChange={setName}
        error={fieldWords(words, error, "name")}
        autoFocus
      />
      <TextInput
        label={t("kiosks.link")}
        hint={t("kiosks.linkHint")}
        value={link}
        onChange={takeLink}
        error={view === null ? t("kiosks.linkWrong") : fieldWords(words, error, "view")}
      />
      <SelectInput
        label={t("people.department")}
        hint={t("kiosks.departmentHint")}
        value={department}
        options={[
          { value: "", label: t("people.wholeCity") },
          ...departments.map(({ code, name: names }) => ({ value: code, label: nameOf(names) })),
        ]}
        onChange={setDepartment}
      />
      <SelectInput
        label={t("keys.expires")}
        value={lasts}
        options={lasting.map((value) => ({
          value,
          label: value === "never" ? t("kiosks.neverEnds") : t("keys.inDays", { count: Number(value) }),
        }))}
        onChange={setLasts}
      />
      <Foot>
        <PushButton kind="main" type="submit" busy={busy}>
          {t("kiosks.issue")}
        </PushButton>
        <PushButton onPress={onClose}>{t("form.cancel")}</PushButton>
      </Foot>
    </form>
  );
}

/** What a pasted link of the map or the wall shows; null for what is no such link. What is open is left out: a wall presses nothing. */
function viewIn(link: string): string | null {
  const text = link.trim();
  if (text === "") return "";
  const onWall = /^(https?:\/\/[^/?#]+)?\/wall(\?|$)/.test(text);
  if (onWall && !text.includes("?")) return "/wall";
  const query = new URLSearchParams(text.includes("?") ? text.slice(text.indexOf("?")) : text);
  query.delete("sel");
  const shown = [...query].map(([name, value]) => `${name}=${value}`).join("&");
  const view = onWall ? `/wall?${shown}` : shown;
  return view !== "" && KioskView.safeParse(view).success ? view : null;
}
