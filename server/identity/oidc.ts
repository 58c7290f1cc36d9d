/** Signing in by the city's identity provider: OpenID Connect's code flow with PKCE, state and nonce, of any issuer. */
import * as oidc from "openid-client";
import { z } from "zod";
import type { OidcRefusal } from "#contract/sign-in";
import type { Context } from "../context.ts";
import type { OidcSettings } from "../env.ts";
import { type SealedBox, sealedBox } from "../secrets/sealed-box.ts";

/** Why nobody was signed in; told to the person by the sign-in page. */
export class OidcRefused extends Error {
  readonly reason: OidcRefusal;

  constructor(reason: OidcRefusal, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Whom the provider vouches for. */
export interface Vouched {
  issuer: string;
  subject: string;
  email: string | undefined;
  emailVerified: boolean;
}

/** What is remembered between leaving for the provider and coming back: sealed, in the browser that left. */
const Leaving = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
  until: z.number(),
});

/** From the provider's form back to here. */
export const LEAVING_MS = 10 * 60_000;
/** A provider that does not answer by then is away. */
const TIMEOUT_S = 5;
/** What the provider says of itself is asked anew after so long: it may move its doors. */
const KNOWN_MS = 3_600_000;
const SEALED_FOR = "leaving for the provider";

export class OidcProvider {
  readonly name: string;
  private readonly ctx: Pick<Context, "clock" | "logger">;
  private readonly settings: OidcSettings;
  private readonly callback: URL;
  private readonly box: SealedBox;
  private known: { config: Promise<oidc.Configuration>; until: number } | undefined;

  constructor(ctx: Pick<Context, "clock" | "logger" | "secrets">, settings: OidcSettings, publicUrl: string) {
    this.ctx = ctx;
    this.settings = settings;
    this.name = settings.name;
    this.callback = new URL("/api/sign-in/oidc/callback", publicUrl);
    this.box = sealedBox(ctx.secrets, "oidc");
  }

  /** Where to send the browser, and what it is to remember. @throws OidcRefused */
  async leave(to: string): Promise<{ url: string; sealed: string }> {
    const config = await this.configuration();
    const leaving = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      to,
      until: this.ctx.clock.now() + LEAVING_MS,
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.callback.href,
      scope: "openid email",
      state: leaving.state,
      nonce: leaving.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(leaving.verifier),
      code_challenge_method: "S256",
    });
    const sealed = this.box.seal(JSON.stringify(leaving), SEALED_FOR).toString("base64url");
    return { url: url.href, sealed };
  }

  /** Whom the provider sent back with this query, to the browser that remembers this. @throws OidcRefused */
  async comeBack(query: string, sealed: string | undefined): Promise<{ who: Vouched; to: string }> {
    const leaving = this.remembered(sealed);
    const back = new URL(`${this.callback.href}${query}`);
    if (leaving?.state !== back.searchParams.get("state") || leaving.until < this.ctx.clock.now())
      throw new OidcRefused("begun-elsewhere", "the state is not that of this browser");
    const config = await this.configuration();
    try {
      const tokens = await oidc.authorizationCodeGrant(config, back, {
        pkceCodeVerifier: leaving.verifier,
        expectedState: leaving.state,
        expectedNonce: leaving.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new OidcRefused("provider-away", "there is no ID token");
      // Many providers say the e-mail address only when they are asked for it.
      const about =
        claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined
          ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
          : claims;
      return {
        who: {
          issuer: claims.iss,
          subject: claims.sub,
          email: typeof about.email === "string" ? about.email : undefined,
          emailVerified: about.email_verified === true,
        },
        to: leaving.to,
      };
    } catch (error) {
      throw this.refusalOf(error);
    }
  }

  private remembered(sealed: string | undefined): z.infer<typeof Leaving> | undefined {
    try {
      return Leaving.parse(JSON.parse(this.box.open(Buffer.from(sealed ?? "", "base64url"), SEALED_FOR)));
    } catch {
      return undefined;
    }
  }

  /** Asked when it is first needed, so that a provider that is away keeps nobody's server from starting. */
  private async configuration(): Promise<oidc.Configuration> {
    const now = this.ctx.clock.now();
    if (!this.known || this.known.until < now) {
      const config = this.discover();
      this.known = { config, until: now + KNOWN_MS };
      // Whoever comes next asks again.
      config.catch(() => {
        this.known = undefined;
      });
    }
    try {
      return await this.known.config;
    } catch (error) {
      throw this.refusalOf(error);
    }
  }

  private discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const server = new URL(issuer);
    return oidc.discovery(server, clientId, undefined, authentication(clientSecret), {
      timeout: TIMEOUT_S,
      // Only to this machine: see OIDC_ISSUER in server/env.ts.
      execute: server.protocol === "http:" ? [oidc.allowInsecureRequests] : [],
    });
  }

  private refusalOf(error: unknown): OidcRefused {
    if (error instanceof OidcRefused) return error;
    if (error instanceof oidc.AuthorizationResponseError) return new OidcRefused("denied", error.error);
    // The code was used already, or is not for this verifier or client.
    if (error instanceof oidc.ResponseBodyError && error.error === "invalid_grant")
      return new OidcRefused("begun-elsewhere", error.error);
    const { code, message } = error as Error & { code?: string };
    if (code === "OAUTH_JWT_CLAIM_COMPARISON_FAILED") return new OidcRefused("begun-elsewhere", message);
    this.ctx.logger.warn({ code, error: message }, "the identity provider could not be used");
    return new OidcRefused("provider-away", message);
  }
}

/** By the header where the provider takes that or does not say, which is the standard's default; else in the body. */
function authentication(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const basic = oidc.ClientSecretBasic(secret);
  const post = oidc.ClientSecretPost(secret);
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const byHeader = methods === undefined || methods.includes("client_secret_basic");
    (byHeader ? basic : post)(server, ...rest);
  };
}
