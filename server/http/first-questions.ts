/**
 * What a page that follows the city asks first. The document says so (`Link: rel=preload`, HTML Living Standard 4.6.7.17), so that
 * the answers are under way while the browser still reads the page's code.
 */
import { pageOf } from "#contract/pages";

const asked = ["/api/me", "/api/city", "/api/city/base", "/api/live/snapshot"]
  .map((url) => `<${url}>; rel=preload; as=fetch; crossorigin`)
  .join(", ");

/** Value of the `Link` header; undefined where a page asks for nothing of the kind. */
export function firstQuestions(path: string): string | undefined {
  const { name } = pageOf(path);
  return name === "live" || name === "dispatch" || name === "wall" ? asked : undefined;
}
