/** What machines show: API keys, kiosk links, devices of brigades. Issued, listed, ended. */
import {
  DeviceQuery,
  expiryIn,
  IssueDevice,
  type Issued,
  IssueKey,
  IssueKiosk,
  OpenKiosk,
} from "#contract/administration";
import { parseInput, Refusal } from "#contract/problem";
import { originOf } from "../../audit/audit.ts";
import { issueDevice, issueKey, issueKiosk } from "../../identity/issue-to-machine.ts";
import { listDevices, listKeys, listKiosks } from "../../identity/list-credentials.ts";
import { revokeCredential } from "../../identity/revoke-credential.ts";
import type { Route } from "../route.ts";
import { sessionCookie } from "../session-cookie.ts";

/** As long as browsers keep a cookie at the most. */
const WALL_SECONDS = 400 * 86_400;

export const machineRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/admin/keys",
    needs: "key.manage",
    handle: async (ctx) => ({ body: await listKeys(ctx) }),
  },
  {
    method: "post",
    path: "/api/admin/keys",
    needs: "key.manage",
    async handle(ctx, request, asked) {
      const { expiresInDays, ...wanted } = parseInput(IssueKey, request.body, "body");
      const expiresAt = expiryIn(expiresInDays, ctx.clock.now());
      const issued = await issueKey(ctx, originOf(asked), { ...wanted, expiresAt });
      return { status: 201, body: { ...issued, expiresAt } satisfies Issued };
    },
  },
  ending("/api/admin/keys/:id", "key.manage", "key"),
  {
    method: "get",
    path: "/api/admin/kiosks",
    needs: "kiosk.manage",
    handle: async (ctx) => ({ body: await listKiosks(ctx) }),
  },
  {
    method: "post",
    path: "/api/admin/kiosks",
    needs: "kiosk.manage",
    async handle(ctx, request, asked) {
      const { expiresInDays, name, view, department } = parseInput(IssueKiosk, request.body, "body");
      const expiresAt = expiryIn(expiresInDays, ctx.clock.now());
      const issued = await issueKiosk(ctx, originOf(asked), { name, view, department, expiresAt });
      // After the "#": what is there a browser sends to nobody, and no log keeps it.
      const link = `/kiosk#${issued.token}`;
      return { status: 201, body: { ...issued, expiresAt, link } satisfies Issued };
    },
  },
  ending("/api/admin/kiosks/:id", "kiosk.manage", "kiosk"),
  {
    method: "post",
    path: "/api/kiosk",
    needs: "session.begin",
    async handle(ctx, request, { address }) {
      const { token } = parseInput(OpenKiosk, request.body, "body");
      const kiosk = await ctx.identities.recognise(token, address);
      if (kiosk?.kind !== "kiosk")
        throw new Refusal("credential-ended", "token: this link opens nothing any more; ask for a new one");
      const { expiresAt, view } = kiosk;
      const left = expiresAt === null ? WALL_SECONDS : (expiresAt - ctx.clock.now()) / 1000;
      const secure = ctx.publicUrl?.startsWith("https:") === true;
      return {
        body: { view: view ?? "" },
        headers: { "Set-Cookie": sessionCookie(token, Math.min(left, WALL_SECONDS), secure) },
      };
    },
  },
  {
    method: "get",
    path: "/api/admin/devices",
    needs: "device.manage",
    async handle(ctx, request) {
      const { brigade } = parseInput(DeviceQuery, request.query, "query");
      return { body: await listDevices(ctx, brigade) };
    },
  },
  {
    method: "post",
    path: "/api/admin/devices",
    needs: "device.manage",
    async handle(ctx, request, asked) {
      const issued = await issueDevice(ctx, originOf(asked), parseInput(IssueDevice, request.body, "body"));
      return { status: 201, body: { ...issued, expiresAt: null } satisfies Issued };
    },
  },
  ending("/api/admin/devices/:id", "device.manage", "device"),
];

function ending(path: string, needs: Route["needs"], kind: "key" | "kiosk" | "device"): Route {
  return {
    method: "delete",
    path,
    needs,
    async handle(ctx, request, asked) {
      await revokeCredential(ctx, originOf(asked), String(request.params.id), [kind]);
      return { status: 204 };
    },
  };
}
