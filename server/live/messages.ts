/** What a page may say over the socket, each with the permission that it needs. What is not here is not listened to. */
import type { Action } from "#domain/may";

export const messages = {
  subscribe: "live.subscribe",
  digest: "live.subscribe",
  look: "report.assign",
  claim: "report.assign",
  release: "report.assign",
} as const satisfies Record<string, Action>;
export type MessageName = keyof typeof messages;
