/** Who reported something: for those who must call back, and put right when they ask for it. */
import { Contact } from "#contract/commands";
import { parseInput } from "#contract/problem";
import { originOf } from "../../audit/audit.ts";
import { changeContact, readContact } from "../../contacts/contact.ts";
import { folioIn, type Route } from "../route.ts";

export const contactRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/reports/:folio/contact",
    needs: "contact.read",
    async handle(ctx, request, asked) {
      const contact = await readContact(ctx, originOf(asked), folioIn(request), asked.reach);
      return { body: { contact } };
    },
  },
  {
    method: "put",
    path: "/api/reports/:folio/contact",
    needs: "contact.change",
    async handle(ctx, request, asked) {
      const contact = parseInput(Contact, request.body, "body");
      await changeContact(ctx, originOf(asked), folioIn(request), asked.reach, contact);
      return { status: 204 };
    },
  },
];
