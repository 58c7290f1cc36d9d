/** Things that may not be found somewhere, and the search for them in whatever was said there. */
import { numberOfFolio } from "#domain/folio";

/** A marker by its name, in each form in which it could travel. */
export interface Marker {
  name: string;
  forms: Buffer[];
}

export const textMarker = (name: string, text: string): Marker => ({ name, forms: [Buffer.from(text)] });

/** A coordinate with six decimals: as digits, and as the micro-degrees of snapshots and frames. */
export function degreeMarker(name: string, degrees: number): Marker {
  const integer = Buffer.alloc(4);
  integer.writeInt32LE(Math.round(degrees * 1e6));
  return { name, forms: [Buffer.from(String(degrees)), integer] };
}

/** A folio: as people write it, and as the number of snapshots. */
export function folioMarker(name: string, folio: string): Marker {
  const number = Buffer.alloc(8);
  number.writeDoubleLE(numberOfFolio(folio) ?? Number.NaN);
  return { name, forms: [Buffer.from(folio), number] };
}

/** What was heard, by where. */
export class Heard {
  readonly said = new Map<string, Buffer[]>();

  add(where: string, what: unknown): void {
    const list = this.said.get(where) ?? [];
    list.push(...buffersIn(what));
    this.said.set(where, list);
  }

  /** "marker in surface" for each that was found. */
  find(markers: readonly Marker[]): string[] {
    return [...this.said].flatMap(([where, buffers]) =>
      markers
        .filter(({ forms }) => forms.some((form) => buffers.some((buffer) => buffer.includes(form))))
        .map(({ name }) => `${name} in ${where}`),
    );
  }
}

/** Bytes as they are, and everything else as the JSON that it would be. */
function buffersIn(what: unknown): Buffer[] {
  if (typeof what === "string") return [Buffer.from(what)];
  if (what instanceof ArrayBuffer) return [Buffer.from(what)];
  if (ArrayBuffer.isView(what)) return [Buffer.from(what.buffer, what.byteOffset, what.byteLength)];
  return [Buffer.from(JSON.stringify(what) ?? "")];
}
