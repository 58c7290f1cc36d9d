/** The map's code is the larger part of the page: asked for at once, but the page is drawn without waiting for it. */
let code: Promise<typeof import("./city-map.ts")> | undefined;

export function loadMap(): Promise<typeof import("./city-map.ts")> {
  code ??= import("./city-map.ts");
  return code;
}
