/** Who reported something, and how they can be reached. Each reading is written down by the server. */
import { z } from "zod";
import { getJson } from "./http.ts";

const Contact = z.object({
  name: z.string().nullish(),
  phone: z.string().nullish(),
  email: z.string().nullish(),
});
export type Contact = z.infer<typeof Contact>;

export function readContact(folio: string): Promise<Contact> {
  return getJson(`/api/reports/${folio}/contact`, Contact);
}
