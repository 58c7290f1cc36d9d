/** To the identity provider and back. A browser goes through these doors by itself, so refusals too end at a page. */
import { Refusal } from "#contract/problem";
import { LEAVING_MS, type OidcProvider, OidcRefused } from "../../identity/oidc.ts";
import { auditRefused } from "../../identity/sign-in.ts";
import { signInVouched } from "../../identity/sign-in-vouched.ts";
import type { Answer, Route, RouteContext } from "../route.ts";
import { cookieIn, isSecure } from "../session-cookie.ts";
import { fromOf, signedIn } from "../signed-in.ts";

export const oidcRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/api/sign-in/oidc",
    needs: "session.begin",
    limit: "sign-in",
    handle: (ctx, request) =>
      orBackToPage(async () => {
        const { url, sealed } = await providerOf(ctx).leave(pathOfOurs(request.query.to));
        return redirect(url, leavingCookie(ctx, sealed, LEAVING_MS / 1000));
      }),
  },
  {
    method: "get",
    path: "/api/sign-in/oidc/callback",
    needs: "session.begin",
    limit: "sign-in",
    async handle(ctx, request, asked) {
      const provider = providerOf(ctx);
      // Whatever comes of it, this way was gone once.
      const forgotten = leavingCookie(ctx, "", 0);
      const from = fromOf(request, asked);
      const noted = (reason: string) => auditRefused(ctx, from.address, { by: "provider", reason });
      return orBackToPage(
        async () => {
          const sealed = cookieIn(request.headers.cookie, nameOfLeaving(ctx));
          const query = new URL(request.originalUrl, "http://here").search;
          const { who, to } = await provider.comeBack(query, sealed);
          const begun = await signInVouched(ctx, who, from);
          const { headers } = await signedIn(ctx, asked, begun);
          return redirect(to, ...(headers?.["Set-Cookie"] ?? []), forgotten);
        },
        [forgotten],
        noted,
      );
    },
  },
];

function providerOf(ctx: RouteContext): OidcProvider {
  if (!ctx.oidc) throw new Refusal("not-found", "provider: this city has no identity provider");
  return ctx.oidc;
}

async function orBackToPage(
  work: () => Promise<Answer>,
  cookies: readonly string[] = [],
  noted?: (reason: string) => Promise<void>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OidcRefused)) throw error;
    await noted?.(error.reason);
    return redirect(`/sign-in?refused=${error.reason}`, ...cookies);
  }
}

function redirect(location: string, ...cookies: string[]): Answer {
  return { status: 303, headers: { Location: location, "Set-Cookie": cookies } };
}

/** Where they wanted to go, if that is a path of ours; a link to the sign-in must not be able to lead elsewhere. */
function pathOfOurs(to: unknown): string {
  const here = "http://here.invalid";
  if (typeof to !== "string" || !to.startsWith("/") || to.length > 2000 || !URL.canParse(to, here))
    return "/";
  const url = new URL(to, here);
  return url.origin === here && !url.pathname.startsWith("//") ? url.pathname + url.search : "/";
}

function nameOfLeaving({ publicUrl }: RouteContext): string {
  return isSecure(publicUrl) ? "__Host-cuadrilla-oidc" : "cuadrilla-oidc";
}

/** Lax, since the way back from the provider is a link on somebody else's page. */
function leavingCookie(ctx: RouteContext, sealed: string, seconds: number): string {
  const secure = isSecure(ctx.publicUrl) ? "; Secure" : "";
  return `${nameOfLeaving(ctx)}=${sealed}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}
