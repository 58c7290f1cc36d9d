/** What a session is called in its owner's list: enough to tell the office from the phone, from a header that may say anything. */

// The order counts: each of these also claims to be those below it.
const browsers = [
  ["Edge", /\bEdgA?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /\b(Chrome|CriOS|HeadlessChrome)\//],
  ["Safari", /\bSafari\//],
] as const;
const systems = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMacintosh\b/],
  ["Linux", /\b(Linux|X11)\b/],
] as const;

export function browserName(userAgent: string | undefined): string {
  const name = (table: readonly (readonly [string, RegExp])[]) =>
    table.find(([, sign]) => sign.test(userAgent ?? ""))?.[0];
  return [name(browsers), name(systems)].filter((part) => part !== undefined).join(", ") || "?";
}
