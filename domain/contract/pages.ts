/** The pages: for each of these paths the server hands out the one document, and the client has a face. */

/** Parts of the administration, in the order of its menu. */
export const adminSections = [
  "people",
  "keys",
  "kiosks",
  "brigades",
  "services",
  "reasons",
  "sectors",
  "holidays",
  "alerts",
  "settings",
  "letters",
  "audit",
] as const;
export type AdminSection = (typeof adminSections)[number];

export const pagePaths: readonly string[] = [
  "/",
  "/wall",
  "/dispatch",
  "/sign-in",
  "/invitation",
  "/kiosk",
  "/account",
  "/admin",
  ...adminSections.map((section) => `/admin/${section}`),
];

export type Page =
  | { name: "live" | "wall" | "dispatch" | "sign-in" | "invitation" | "kiosk" | "account" | "unknown" }
  | { name: "admin"; section: AdminSection | null };

export function pageOf(path: string): Page {
  switch (path) {
    case "/":
      return { name: "live" };
    case "/wall":
      return { name: "wall" };
    case "/dispatch":
    case "/sign-in":
    case "/invitation":
    case "/kiosk":
    case "/account":
      return { name: path.slice(1) as "dispatch" | "sign-in" | "invitation" | "kiosk" | "account" };
    case "/admin":
      return { name: "admin", section: null };
    default: {
      const section = adminSections.find((each) => path === `/admin/${each}`);
      return section ? { name: "admin", section } : { name: "unknown" };
    }
  }
}

/** Without the page that it is for. */
export function queryOfView(view: string): string {
  return view.replace(/^\/wall\??/, "");
}

/** Where a kiosk's view is shown: on the wall when it says so, else on the map. `view` as `KioskView` has it. */
export function kioskPath(view: string): string {
  if (view === "/wall" || view.startsWith("/wall?")) return view;
  return view === "" ? "/" : `/?${view.replace(/^\?/, "")}`;
}

/**
 * Where to go after signing in: a page of ours with whatever view it had. Anything else, another origin or one dressed
 * up as a path, is answered with the map: a link to the sign-in must not be able to lead away from here.
 */
export function safeReturn(wanted: string | null, origin: string): string {
  if (wanted === null || !wanted.startsWith("/")) return "/";
  let url: URL;
  try {
    url = new URL(wanted, origin);
  } catch {
    return "/";
  }
  const leadsBack = url.pathname !== "/sign-in" && url.pathname !== "/invitation";
  return url.origin === origin && leadsBack && pagePaths.includes(url.pathname)
    ? url.pathname + url.search
    : "/";
}
