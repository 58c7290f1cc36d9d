/** The cookie of a session: no script reads it, no other site sends it with a form. */

/** Behind TLS the name itself binds it to this host and to secure connections. */
const SECURE = "__Host-cuadrilla";
const PLAIN = "cuadrilla";

/** The session's token in a `Cookie` header; over TLS under the name that no neighbour of ours can set. */
export function sessionIn(header: string | undefined, secure: boolean): string | undefined {
  return cookieIn(header, SECURE) ?? (secure ? undefined : cookieIn(header, PLAIN));
}

/** Value of the last cookie of a name in a `Cookie` header. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? "").split(";").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  return new Map(pairs).get(name);
}

/** `Set-Cookie` that begins a session, for so many seconds. */
export function sessionCookie(token: string, seconds: number, secure: boolean): string {
  return `${secure ? SECURE : PLAIN}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(seconds)}${secure ? "; Secure" : ""}`;
}

/** Whether people reach us over TLS; then cookies go no other way. */
export function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith("https:") === true;
}

/** `Set-Cookie` headers that end it, under whichever name. */
export const endedCookies: readonly string[] = [
  `${SECURE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure`,
  `${PLAIN}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`,
];
