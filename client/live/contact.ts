/** Who reported something, and how they can be reached. Each reading is written down by the server. */
import { z } from "zod";
import { getJson } from "./http.ts";

const Contact = z.object({
  name: z.string().optional(),
  phone: z.string().optional(),
  email: z.string().optional(),
});
export type Contact = z.infer<typeof Contact>;

/** Empty when nobody left any. */
export async function readContact(folio: string): Promise<Contact> {
  const answer = await getJson(`/api/reports/${folio}/contact`, z.object({ contact: Contact.nullable() }));
  return answer.contact ?? {};
}
