/**
 * When each vehicle of a file was heard of, to tell a track from a tracker that was off: feeds repeat the last word of
 * such a one for days. A bit for every five minutes, so that memory goes with vehicles and days and not with fixes.
 */

const SLOT_MS = 300_000;
const SLOTS = 288;

export class Sightings {
  private readonly days = new Map<string, Map<number, Uint32Array>>();

  add(vehicle: string, at: number): void {
    let days = this.days.get(vehicle);
    if (!days) {
      days = new Map();
      // A piece of a file's text would keep all of that text in memory.
      this.days.set(Buffer.from(vehicle).toString(), days);
    }
    const slot = Math.floor(at / SLOT_MS);
    const day = Math.floor(slot / SLOTS);
    let bits = days.get(day);
    if (!bits) {
      bits = new Uint32Array(SLOTS / 32);
      days.set(day, bits);
    }
    const place = slot % SLOTS;
    bits[place >> 5] = (bits[place >> 5] ?? 0) | (1 << (place & 31));
  }

  /** Whether nothing else was heard of the vehicle for `ms` before and after, but for the same five minutes. */
  alone(vehicle: string, at: number, ms: number): boolean {
    const days = this.days.get(vehicle);
    const slot = Math.floor(at / SLOT_MS);
    const reach = Math.ceil(ms / SLOT_MS);
    for (let far = 1; far <= reach; far++)
      if (isSet(days, slot - far) || isSet(days, slot + far)) return false;
    return true;
  }
}

function isSet(days: Map<number, Uint32Array> | undefined, slot: number): boolean {
  const place = slot % SLOTS;
  const bits = days?.get(Math.floor(slot / SLOTS))?.[place >> 5] ?? 0;
  return (bits & (1 << (place & 31))) !== 0;
}
