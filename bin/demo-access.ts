/** The demo's administrator, for a tool that was given no key: the demo holds nobody's data, and gives its passwords out. */
import { DemoSignIn } from "#contract/sign-in";

/** A session's token, or undefined where the server is no demo. Throws where none answers at all. */
export async function demoAdministrator(url: string, signal: AbortSignal): Promise<string | undefined> {
  const offers = await fetch(`${url}/api/demo/sign-ins`, { signal });
  try {
    const offered = DemoSignIn.array().safeParse(await offers.json());
    const administrator = offered.data?.find(({ role }) => role === "administrator");
    if (!administrator) return undefined;
    const { email, password } = administrator;
    const answer = await fetch(`${url}/api/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
      signal,
    });
    return answer.headers
      .getSetCookie()
      .flatMap((cookie) => /^[^=]*=([^;]+)/.exec(cookie)?.[1] ?? [])
      .at(0);
  } catch {
    return undefined;
  }
}

/** Leaves no session behind. */
export async function endDemoSession(url: string, token: string, signal: AbortSignal): Promise<void> {
  await fetch(`${url}/api/sign-out`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: "{}",
    signal,
  }).catch(() => {});
}
