/** Which rule decides of an alert, and the rules that a city has that says nothing of them. */
import type { AlertKind } from "#contract/alerts";
import type { AlertRule } from "#contract/city";

/** The first of its kind that fits. Of somebody without a department only a rule for all fits. */
export function ruleFor(
  rules: readonly AlertRule[],
  kind: AlertKind,
  { department, service }: { department: string | null; service: string | null },
): AlertRule | undefined {
  const rule = rules.find(
    (one) => one.kind === kind && fits(one.departments, department) && fits(one.services, service),
  );
  return rule?.on ? rule : undefined;
}

function fits(codes: readonly string[], code: string | null): boolean {
  return codes.length === 0 || (code !== null && codes.includes(code));
}

export const usualAlertRules: readonly AlertRule[] = [
  usual("late-soon", 60, 0),
  usual("late", 0, 0),
  usual("reopened", 1, 0),
  usual("brigade-silent", 15, 30),
  usual("brigade-off-sector", 15, 60),
  usual("surge", 10_000, 180),
  usual("weather", 2, 0),
];

function usual(kind: AlertKind, threshold: number, quietMinutes: number): AlertRule {
  return { code: kind, kind, on: true, departments: [], services: [], threshold, quietMinutes };
}
