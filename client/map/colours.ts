/** The tokens as a WebGL layer wants them: read from the page's own style, so that there is one place for colours. */

export type Rgba = [number, number, number, number];

const roles = {
  ground: "--ground",
  panel: "--panel",
  line: "--line-strong",
  text: "--text",
  muted: "--muted",
  accent: "--accent",
  comfortable: "--comfortable",
  soon: "--soon",
  late: "--late",
  reopened: "--reopened",
  brigade: "--brigade",
  stale: "--stale",
  outside: "--map-outside",
  land: "--map-land",
  park: "--map-park",
  hill: "--map-hill",
  water: "--map-water",
  street: "--map-street",
  avenue: "--map-avenue",
  boundary: "--map-boundary",
  label: "--map-label",
} as const;

export type Colours = Record<keyof typeof roles, string>;

/** Hexadecimal colours of the theme that the page is in. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(roles).map(([role, token]) => [role, sixDigits(style.getPropertyValue(token).trim())]),
  ) as Colours;
}

/** A minifier writes "#fff" where the tokens say "#ffffff". */
function sixDigits(hex: string): string {
  return hex.length === 4 ? `#${[...hex.slice(1)].map((digit) => digit + digit).join("")}` : hex;
}

/** "#rrggbb" as bytes. `alpha` is 0…1. */
export function rgba(hex: string, alpha = 1): Rgba {
  const value = Number.parseInt(hex.slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255, Math.round(alpha * 255)];
}

/** Between two colours, `share` 0…1 of the second. */
export function blend(a: Rgba, b: Rgba, share: number): Rgba {
  const mix = (i: 0 | 1 | 2 | 3) => Math.round(a[i] + (b[i] - a[i]) * share);
  return [mix(0), mix(1), mix(2), mix(3)];
}
