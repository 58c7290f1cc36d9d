/** A made-up city that is just large enough to test the page's logic with. */
import { City } from "#contract/city";

const names = (es: string, en: string) => ({ "es-MX": es, en });
const reason = (code: string, use: string) => ({ code, use, name: names(code, code) });
const week = { mon: [["07:00", "15:00"]], tue: [["07:00", "15:00"]], wed: [["07:00", "15:00"]] };
const service = (code: string, department: string, es: string, en: string, icon: string) => ({
  code,
  name: names(es, en),
  group: names("Vía pública", "Streets"),
  department,
  sla: { hours: 48, calendar: "always" },
  workMinutes: 60,
  icon,
});

export const smallCity: City = City.parse({
  code: "villa",
  name: "Villa de Prueba",
  country: "MX",
  timeZone: "America/Monterrey",
  languages: ["es-MX", "en"],
  bounds: [-100.4275, 25.5898, -100.3126, 25.7157],
  departments: [
    { code: "works", name: names("Obras públicas", "Public works") },
    { code: "parks", name: names("Parques", "Parks") },
  ],
  calendars: [
    { code: "always", kind: "continuous" },
    { code: "office", kind: "working", week: { ...week, thu: [], fri: [], sat: [], sun: [] }, holidays: [] },
  ],
  services: [
    service("pothole", "works", "Bache en la calle", "Pothole", "construction"),
    service("street-light", "works", "Luminaria apagada", "Street light out", "lightbulb"),
    service("tree", "parks", "Árbol caído", "Fallen tree", "tree-deciduous"),
  ],
  sectors: ["centro", "valle"].map((code, i) => ({
    code,
    name: code,
    geometry: {
      type: "Polygon",
      coordinates: [
        [
          [-100.42 + i / 20, 25.6],
          [-100.37 + i / 20, 25.6],
          [-100.37 + i / 20, 25.7],
          [-100.42 + i / 20, 25.6],
        ],
      ],
    },
  })),
  brigades: ["works-1", "works-2", "parks-1"].map((code, i) => ({
    code,
    name: `Cuadrilla ${i + 1}`,
    department: code.split("-")[0],
    depot: [-100.37, 25.66],
    shift: {
      days: ["mon", "tue", "wed", "thu", "fri"],
      from: i === 2 ? "22:00" : "07:00",
      to: i === 2 ? "06:00" : "15:00",
    },
    skills: [],
    capacity: 10,
  })),
  reasons: [
    reason("repaired", "resolve"),
    reason("not-ours", "reject"),
    reason("same", "duplicate"),
    reason("withdrawn", "cancel"),
    reason("rain", "late"),
    reason("came-back", "reopen"),
  ],
  boundary: {
    type: "Polygon",
    coordinates: [
      [
        [-100.4275, 25.5898],
        [-100.3126, 25.5898],
        [-100.3126, 25.7157],
        [-100.4275, 25.7157],
        [-100.4275, 25.5898],
      ],
    ],
  },
});
