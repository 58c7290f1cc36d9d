/** Deeds by the names that the table of keys has for them. */
import type { Deed } from "../../store/deed.ts";

const others = { "put-back": "putBack" } as const;
type Others = typeof others;
type Named<D extends Deed> = D extends keyof Others ? Others[D] : D;

export function actionOf(deed: Deed): Named<Deed> {
  return deed === "put-back" ? others[deed] : deed;
}
