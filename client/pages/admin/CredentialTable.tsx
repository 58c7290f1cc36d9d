/** What was issued to machines: keys, walls, devices. Ending one asks a second time, for it cannot be undone. */
import { useState } from "react";
import { useWords } from "../../i18n/use-words.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PushButton } from "../../ui/PushButton.tsx";
import { useSaving } from "../../ui/use-saving.ts";
import { Refused } from "../Answered.tsx";

export interface Credential {
  id: string;
  name: string;
  createdAt: number;
  createdBy: string;
  expiresAt: number | null;
  lastUsedAt: number | null;
  endedAt: number | null;
}

interface Props<T extends Credential> {
  label: string;
  rows: readonly T[];
  /** What is particular to its kind. */
  what?: { head: string; cell: (row: T) => string };
  end: (id: string) => Promise<void>;
  onEnded: () => void;
  /** In a panel there is room for what matters most. */
  short?: boolean;
}

export function CredentialTable<T extends Credential>({
  label,
  rows,
  what,
  end,
  onEnded,
  short = false,
}: Props<T>) {
  const { t, format, ago } = useWords();
  const saving = useSaving();
  const [asked, setAsked] = useState<string | null>(null);
  const isOver = ({ endedAt, expiresAt }: T) =>
    endedAt !== null || (expiresAt !== null && expiresAt < Date.now());
  const press = async (row: T) => {
    if (asked !== row.id) return setAsked(row.id);
    if (await saving.run(() => end(row.id))) onEnded();
    setAsked(null);
  };
  const columns: Column<T>[] = [
    { key: "name", head: t("credential.name"), cell: (row) => row.name },
    ...(what ? [{ key: "what", ...what }] : []),
    {
      key: "used",
      head: t("credential.used"),
      cell: (row) => (row.lastUsedAt === null ? t("credential.never") : ago(row.lastUsedAt, Date.now())),
    },
    {
      key: "until",
      head: t("credential.until"),
      cell: (row) =>
        row.endedAt !== null
          ? t("credential.ended", { when: format.exact(row.endedAt) })
          : row.expiresAt === null
            ? t("credential.open")
            : format.exact(row.expiresAt),
    },
    ...(short
      ? []
      : [
          {
            key: "by",
            head: t("credential.by"),
            cell: (row: T) => `${row.createdBy} · ${format.day(row.createdAt)}`,
          },
        ]),
    {
      key: "end",
      head: "",
      cell: (row) =>
        isOver(row) ? null : (
          <PushButton
            kind={asked === row.id ? "danger" : "plain"}
            busy={saving.busy && asked === row.id}
            onPress={() => void press(row)}
          >
            {asked === row.id ? t("credential.sure") : t("credential.end")}
            <span className="unseen"> {row.name}</span>
          </PushButton>
        ),
    },
  ];
  return (
    <>
      <Refused error={saving.error} />
      <DataTable label={label} rows={rows} keyOf={(row) => row.id} columns={columns} isFaint={isOver} />
    </>
  );
}
