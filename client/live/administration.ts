/** The doors of the administration. */
import { z } from "zod";
import {
  ApiKey,
  CityPart,
  CityPartChanged,
  type CityPartName,
  Device,
  Invitation,
  Issued,
  Kiosk,
  Person,
  PersonAdded,
  PersonChanged,
  SessionsEnded,
} from "#contract/administration";
import { AuditPage } from "#contract/audit";
import type { PersonFields } from "#contract/identity";
import { DeadLetterPage } from "#contract/trackers";
import { deleteJson, getJson, postJson, putJson, send } from "./http.ts";

const admin = (path: string) => `/api/admin/${path}`;
const byId = (things: string, id: string) => admin(`${things}/${encodeURIComponent(id)}`);

export const listPeople = (signal?: AbortSignal) => getJson(admin("people"), z.array(Person), signal);
export const addPerson = (fields: PersonFields) => postJson(admin("people"), fields, PersonAdded);
export const changePerson = (id: string, version: number, fields: PersonFields) =>
  putJson(byId("people", id), { ...fields, version }, PersonChanged);
export const invitePerson = (id: string) => postJson(`${byId("people", id)}/invitation`, {}, Invitation);
export const endSessionsOf = (id: string) => deleteJson(`${byId("people", id)}/sessions`, SessionsEnded);

export const listKeys = (signal?: AbortSignal) => getJson(admin("keys"), z.array(ApiKey), signal);
export const issueKey = (key: { name: string; scopes: readonly string[]; expiresInDays: number }) =>
  postJson(admin("keys"), key, Issued);
export const endKey = (id: string) => send("DELETE", byId("keys", id));

export const listKiosks = (signal?: AbortSignal) => getJson(admin("kiosks"), z.array(Kiosk), signal);
export const issueKiosk = (kiosk: {
  name: string;
  view: string;
  department: string | null;
  expiresInDays: number | null;
}) => postJson(admin("kiosks"), kiosk, Issued);
export const endKiosk = (id: string) => send("DELETE", byId("kiosks", id));

export const listDevices = (brigade: string, signal?: AbortSignal) =>
  getJson(`${admin("devices")}?brigade=${encodeURIComponent(brigade)}`, z.array(Device), signal);
export const issueDevice = (device: { brigade: string; name: string; trackerId: string | null }) =>
  postJson(admin("devices"), device, Issued);
export const endDevice = (id: string) => send("DELETE", byId("devices", id));

/** A part of the city, its content parsed. */
export interface Part<T> {
  version: number;
  content: T;
  fromFile: boolean;
  changedAt: number | null;
}

export async function readPart<T>(
  part: CityPartName,
  content: z.ZodType<T>,
  signal?: AbortSignal,
): Promise<Part<T>> {
  return getJson(admin(`city/${part}`), CityPart.extend({ content }), signal);
}

export const savePart = (part: CityPartName, version: number, content: unknown, nameProperty?: string) =>
  putJson(
    admin(`city/${part}`),
    { version, content, ...(nameProperty !== undefined && { nameProperty }) },
    CityPartChanged,
  );

/** Back to what the city's files say. */
export const resetPart = (part: CityPartName, version: number) =>
  deleteJson(`${admin(`city/${part}`)}?version=${version}`, CityPartChanged);

export interface AuditSearch {
  from: string;
  to: string;
  actor: string;
  folio: string;
  action: string;
}

/** The query of a search, without what was left open. */
export function auditQuery(search: AuditSearch): string {
  const said = Object.entries(search).filter(([, value]) => value !== "");
  return new URLSearchParams(said).toString();
}

export const readAudit = (query: string, before: number | null, signal?: AbortSignal) =>
  getJson(
    `${admin("audit")}?${new URLSearchParams([...new URLSearchParams(query), ...(before === null ? [] : [["before", String(before)]])])}`,
    AuditPage,
    signal,
  );

export const readLetters = (before: number | null, signal?: AbortSignal) =>
  getJson(`${admin("dead-letters")}${before === null ? "" : `?before=${before}`}`, DeadLetterPage, signal);

export const auditCsvLink = (query: string) => `${admin("audit.csv")}${query && `?${query}`}`;
