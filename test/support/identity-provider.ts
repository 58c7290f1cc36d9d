/** A real identity provider (OpenID Connect) on a port of its own, at which the test says who is at the browser. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { Provider } from "oidc-provider";
import { freePort } from "./private-process.ts";

export interface Account {
  subject: string;
  email?: string;
  verified?: boolean;
}

export const client = { id: "cuadrilla", secret: "what the provider and the city know" };

export class IdentityProvider {
  readonly issuer: string;
  /** Who is at the browser; "nobody": they say no. */
  who: Account | "nobody" = "nobody";
  private readonly port: number;
  private readonly redirect: string;
  private server: Server | undefined;

  private constructor(port: number, redirect: string) {
    this.port = port;
    this.issuer = `http://127.0.0.1:${port}`;
    this.redirect = redirect;
  }

  static async start(redirect: string): Promise<IdentityProvider> {
    const provider = new IdentityProvider(await freePort(), redirect);
    await provider.open();
    return provider;
  }

  async open(): Promise<void> {
    const provider = this.configured();
    const answer = provider.callback();
    const server = createServer((request, response) => {
      if (!request.url?.startsWith("/at-the-form/")) return answer(request, response);
      const result =
        this.who === "nobody" ? { error: "access_denied" } : { login: { accountId: this.who.subject } };
      void provider.interactionFinished(request, response, result);
    });
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.server = server;
  }

  async close(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  private configured(): Provider {
    const provider: Provider = new Provider(this.issuer, {
      clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [this.redirect] }],
      claims: { openid: ["sub"], email: ["email", "email_verified"] },
      features: { devInteractions: { enabled: false } },
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
      cookies: { keys: ["of no worth"] },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/at-the-form/${uid}` },
      findAccount: (_: unknown, subject: string) => ({
        accountId: subject,
        claims: () => {
          const { email, verified } = this.who === "nobody" ? ({} as Partial<Account>) : this.who;
          return { sub: subject, email, email_verified: verified };
        },
      }),
      // Whoever signs in has agreed that we learn their address.
      async loadExistingGrant({
        oidc,
      }: {
        oidc: { client: { clientId: string }; session: { accountId: string } };
      }) {
        const grant = new provider.Grant({
          clientId: oidc.client.clientId,
          accountId: oidc.session.accountId,
        });
        grant.addOIDCScope("openid email");
        await grant.save();
        return grant;
      },
    });
    return provider;
  }
}
