/**
 * What a page that follows the city asks first. The document says so (`Link: rel=preload`, HTML Living Standard 4.6.7.17), so that
 * the answers are under way while the browser still reads the page's code.
 */
import { pageOf } from "#contract/pages";

/** Value of the `Link` header; undefined where a page asks for nothing of the kind. */
export function firstQuestions(path: string, isSignedIn: boolean): string | undefined {
  const { name } = pageOf(path);
  if (name !== "live" && name !== "dispatch" && name !== "wall") return undefined;
  const asked = ["/api/me", "/api/city", "/api/city/base"];
  // To whom no city is told, this would be a refusal on the console; and only those who sign in have a large one.
  if (isSignedIn) asked.push("/api/live/snapshot");
  return asked.map((url) => `<${url}>; rel=preload; as=fetch; crossorigin`).join(", ");
}
