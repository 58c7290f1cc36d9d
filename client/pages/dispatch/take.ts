/** "I am at this one": said to colleagues, and binding nobody. */
import { say, useDesk } from "../../store/desk-store.ts";
import { usePresence } from "../../store/presence-store.ts";

export function takeOrRelease(folio: string): void {
  const { claimed, line } = usePresence.getState();
  if (!claimed.has(folio)) {
    void take(folio, false);
    return;
  }
  line?.release(folio);
  say("released", folio);
}

/** `over`: also when a colleague has it. */
export async function take(folio: string, over: boolean): Promise<void> {
  useDesk.setState({ trouble: null });
  const answer = await usePresence.getState().line?.claim(folio, over);
  if (answer?.ok) say("taken", folio);
  else if (answer && "held" in answer)
    useDesk.setState({ trouble: { kind: "held", folio, by: answer.held } });
  else
    useDesk.setState({ trouble: { kind: "refused", code: answer?.problem.code ?? "offline", detail: "" } });
}
