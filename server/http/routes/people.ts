/** Administration of the people who may sign in. */
import { AddPerson, ChangePerson, Nothing } from "#contract/administration";
import { parseInput } from "#contract/problem";
import { originOf } from "../../audit/audit.ts";
import { endSessionsOf } from "../../identity/end-sessions.ts";
import { invitePerson } from "../../identity/invite-person.ts";
import { listPeople } from "../../identity/list-people.ts";
import { addPerson, changePerson } from "../../identity/save-person.ts";
import type { Route } from "../route.ts";

export const peopleRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/admin/people",
    needs: "person.manage",
    handle: async (ctx) => ({ body: await listPeople(ctx) }),
  },
  {
    method: "post",
    path: "/api/admin/people",
    needs: "person.manage",
    async handle(ctx, request, asked) {
      const fields = parseInput(AddPerson, request.body, "body");
      const person = await addPerson(ctx, originOf(asked), fields);
      const invitation = fields.active ? await invitePerson(ctx, originOf(asked), person.id) : null;
      return { status: 201, body: { ...person, invitation } };
    },
  },
  {
    method: "put",
    path: "/api/admin/people/:id",
    needs: "person.manage",
    async handle(ctx, request, asked) {
      const { version, ...fields } = parseInput(ChangePerson, request.body, "body");
      return { body: await changePerson(ctx, originOf(asked), String(request.params.id), version, fields) };
    },
  },
  {
    method: "post",
    path: "/api/admin/people/:id/invitation",
    needs: "person.manage",
    async handle(ctx, request, asked) {
      parseInput(Nothing, request.body, "body");
      return { status: 201, body: await invitePerson(ctx, originOf(asked), String(request.params.id)) };
    },
  },
  {
    method: "delete",
    path: "/api/admin/people/:id/sessions",
    needs: "person.manage",
    async handle(ctx, request, asked) {
      return { body: { ended: await endSessionsOf(ctx, originOf(asked), String(request.params.id)) } };
    },
  },
];
