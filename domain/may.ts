/** Who may do what. Sign-in comes later; until then the demo's operator may do everything and others next to nothing. */
import type { Role } from "#contract/actor";

const permissions = {
  "city.read": ["anonymous", "citizen", "brigade", "operator", "device", "system"],
  "report.create": ["anonymous", "citizen", "operator", "system"],
  "report.move": ["operator", "brigade", "system"],
  "report.open": ["operator", "system"],
  "live.subscribe": ["anonymous", "operator", "system"],
  "position.send": ["device", "operator", "system"],
  /** Where brigades are now: workers' whereabouts, so nobody's who is not known. */
  "position.see": ["operator", "system"],
  "position.history": ["operator", "system"],
  "demo.control": ["operator"],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof permissions;

export function may(role: Role, action: Action): boolean {
  return (permissions[action] as readonly Role[]).includes(role);
}
