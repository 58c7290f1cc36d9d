/** What the palette offers for what has been typed. */
import type { Findings } from "#contract/match";
import { readFolio } from "#domain/folio";
import type { Words } from "../../i18n/use-words.ts";
import { orderBy, select, selectBrigadeById } from "../../store/actions.ts";
import { loudAlerts, useAlerts } from "../../store/alerts-store.ts";
import { sortKeys } from "../../store/list-sort.ts";
import { mayDo } from "../../store/may.ts";
import { usePage } from "../../store/page-store.ts";
import { acknowledgeAll } from "../alerts/acknowledge-all.ts";
import { type DeskAction, possibleActions, runAction } from "./desk-keys.ts";
import { openView, useViews } from "./saved-views.ts";

export interface PaletteEntry {
  id: string;
  label: string;
  more?: string;
  keys: readonly string[];
  run: () => void;
}

export interface PaletteSection {
  name: "actions" | "views" | "brigades" | "reports";
  entries: PaletteEntry[];
}

const MOST = 8;

export function paletteSections(words: Words, typed: string, findings: Findings | null): PaletteSection[] {
  const wanted = plain(typed.trim());
  const isWanted = ({ label }: PaletteEntry) => plain(label).includes(wanted);
  const sections: PaletteSection[] = [
    {
      name: "actions",
      entries: [...actions(words), ...alerts(words), ...(wanted === "" ? [] : orders(words))].filter(
        isWanted,
      ),
    },
    { name: "views", entries: views().filter(isWanted) },
    { name: "brigades", entries: wanted === "" ? [] : brigades(words).filter(isWanted) },
    { name: "reports", entries: wanted === "" ? [] : reports(words, typed, findings) },
  ];
  return sections
    .map(({ name, entries }) => ({ name, entries: wanted === "" ? entries : entries.slice(0, MOST) }))
    .filter(({ entries }) => entries.length > 0);
}

/** Without case and accents, as people type. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function actions({ t }: Words): PaletteEntry[] {
  const [move, open, back, palette] = ["move", "open", "back", "palette"];
  return possibleActions(usePage.getState())
    .filter(({ name }) => name !== move && name !== open && name !== back && name !== palette)
    .map((action) => ({
      id: `action:${action.name}`,
      label: t(`desk.action.${action.name}`),
      keys: action.keys,
      run: () => runAction(action satisfies DeskAction),
    }));
}

/** Those of the tray, none of which has a key here: one slip would tell everybody that all is seen to. */
function alerts({ t, format }: Words): PaletteEntry[] {
  const page = usePage.getState();
  if (page.past !== null || !mayDo(page, "alert.handle")) return [];
  const loud = loudAlerts(useAlerts.getState(), page.live.clock.now());
  if (loud.length === 0) return [];
  return [
    {
      id: "alerts:acknowledge",
      label: t("alert.acknowledgeAllNamed", { number: format.number(loud.length) }),
      keys: [],
      run: () => void acknowledgeAll(loud.map(({ id }) => id)),
    },
  ];
}

function orders({ t }: Words): PaletteEntry[] {
  return sortKeys.map((by) => ({
    id: `order:${by}`,
    label: t("desk.orderBy", { column: t(`desk.column.${by}`) }),
    keys: [],
    run: () => orderBy(by),
  }));
}

function views(): PaletteEntry[] {
  return useViews.getState().views.map((view) => ({
    id: `view:${view.name}`,
    label: view.name,
    keys: [],
    run: () => openView(view),
  }));
}

function brigades({ t }: Words): PaletteEntry[] {
  return [...(usePage.getState().reading?.crews.values() ?? [])].map(
    ({ brigade, work, elsewhere, onShift }) => ({
      id: `brigade:${brigade.code}`,
      label: brigade.name,
      more: onShift ? t("brigade.work", { count: work.length + elsewhere }) : t("brigade.off"),
      keys: [],
      run: () => selectBrigadeById(brigade.id),
    }),
  );
}

/** A folio is known without asking; words are the server's to find. */
function reports({ name }: Words, typed: string, findings: Findings | null): PaletteEntry[] {
  const services = usePage.getState().answer?.city.services;
  const folio = readFolio(typed.trim());
  const found = (findings?.reports ?? [])
    .filter((report) => report.folio !== folio)
    .map((report) => ({
      folio: report.folio,
      label: name(services?.find(({ code }) => code === report.service)?.name) || report.service,
      more: report.snippet?.text,
    }));
  const all = folio === undefined ? found : [{ folio, label: folio, more: undefined }, ...found];
  return all.map(({ folio: own, label, more }) => ({
    id: `report:${own}`,
    label: label === own ? own : `${own} · ${label}`,
    ...(more !== undefined && { more }),
    keys: [],
    run: () => select({ kind: "report", folio: own }),
  }));
}
