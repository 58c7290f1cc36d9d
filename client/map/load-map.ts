/** The map's code is the larger part of the page: asked for at once, but the page is drawn without waiting for it. */
export const mapCode = import("./city-map.ts");
