/** People with passwords for tests of the sign-in and the administration. */
import type { PersonRole } from "#contract/actor";
import type { Context } from "#server/context";
import { hashPassword } from "#server/identity/password";
import { addPerson } from "#server/identity/save-person";

export const PASSWORD = "una frase de cuatro palabras";

export interface Employee {
  id: string;
  name: string;
  email: string;
}

let hash: Promise<string> | undefined;

export async function employ(
  ctx: Context,
  role: PersonRole,
  name: string,
  more: { email?: string; department?: string; password?: string } = {},
): Promise<Employee> {
  const { email = `${name.toLowerCase().replace(/\W+/g, ".")}@ciudad.example`, department = null } = more;
  hash ??= hashPassword(PASSWORD);
  const fields = { name, email, role, department, brigade: null, active: true };
  const secret = more.password === undefined ? await hash : await hashPassword(more.password);
  const { id } = await addPerson(ctx, { role: "system", id: "test" }, fields, secret);
  return { id, name, email };
}
