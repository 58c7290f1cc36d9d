/** The doors by which people come in, and out. */
import { parseInput } from "#contract/problem";
import {
  AcceptInvitation,
  ChangePassword,
  ReadInvitation,
  SignIn,
  type SignInOptions,
  SignOut,
} from "#contract/sign-in";
import { audit, originOf } from "../../audit/audit.ts";
import { acceptInvitation, readInvitation } from "../../identity/accept-invitation.ts";
import { changePassword } from "../../identity/change-password.ts";
import { endSession } from "../../identity/sessions.ts";
import { signIn } from "../../identity/sign-in.ts";
import { askerAddress } from "../asker-address.ts";
import { personOf, type Route } from "../route.ts";
import { endedCookies } from "../session-cookie.ts";
import { fromOf, signedIn } from "../signed-in.ts";

export const signInRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/sign-in/options",
    needs: "session.begin",
    handle(ctx) {
      const options: SignInOptions = {
        password: true,
        oidc: ctx.oidc ? { name: ctx.oidc.name } : null,
        demo: ctx.demo !== undefined,
      };
      return { body: options };
    },
  },
  {
    method: "post",
    path: "/api/sign-in",
    needs: "session.begin",
    limit: "sign-in",
    async handle(ctx, request, asked) {
      const typed = parseInput(SignIn, request.body, "body");
      const begun = await signIn(ctx, typed, fromOf(request, asked));
      return signedIn(ctx, asked, begun);
    },
  },
  {
    method: "post",
    path: "/api/sign-out",
    needs: "session.manage",
    async handle(ctx, request, asked) {
      parseInput(SignOut, request.body, "body");
      await endSession(ctx, personOf(asked), asked.principal.credential ?? "");
      await audit(ctx.db, {
        ...originOf(asked),
        action: "sign-out",
        outcome: "done",
        at: ctx.clock.now(),
      });
      return { status: 204, headers: { "Set-Cookie": endedCookies } };
    },
  },
  {
    method: "put",
    path: "/api/me/password",
    needs: "session.manage",
    limit: "sign-in",
    async handle(ctx, request, asked) {
      const change = parseInput(ChangePassword, request.body, "body");
      const address = askerAddress(asked.address);
      await changePassword(ctx, personOf(asked), asked.principal.credential, change, address);
      return { status: 204 };
    },
  },
  {
    // A body for a question: the token must stand in no address that somebody logs.
    method: "post",
    path: "/api/invitations/read",
    needs: "session.begin",
    limit: "sign-in",
    async handle(ctx, request) {
      const { token } = parseInput(ReadInvitation, request.body, "body");
      return { body: await readInvitation(ctx, token) };
    },
  },
  {
    method: "post",
    path: "/api/invitations/accept",
    needs: "session.begin",
    limit: "sign-in",
    async handle(ctx, request, asked) {
      const accepted = parseInput(AcceptInvitation, request.body, "body");
      const begun = await acceptInvitation(ctx, accepted, fromOf(request, asked));
      return signedIn(ctx, asked, begun);
    },
  },
];
