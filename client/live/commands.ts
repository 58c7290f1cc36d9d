/** The door through which reports are moved. */
import { CommandAnswer } from "#contract/commands";
import type { Wish } from "../store/desk-store.ts";
import { postJson } from "./http.ts";

export function sendWish({ name, folio, version, fields }: Wish): Promise<CommandAnswer> {
  const body = { folio, ...(version !== undefined && { version }), ...fields };
  return postJson(`/api/commands/${name}`, body, CommandAnswer);
}
