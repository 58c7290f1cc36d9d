/** The brigades by code and by number, as the database has them; read often, so kept in memory. */
import type { Brigade } from "#contract/brigade";
import type { Tx } from "../db/database.ts";

export class BrigadeRegistry {
  private byCode = new Map<string, Brigade>();
  private byId = new Map<number, Brigade>();

  add(brigade: Brigade): void {
    this.byCode.set(brigade.code, brigade);
    this.byId.set(brigade.id, brigade);
  }

  get(code: string): Brigade | undefined {
    return this.byCode.get(code);
  }

  byNumber(id: number): Brigade | undefined {
    return this.byId.get(id);
  }

  codeOf(id: number | null): string | null {
    return id === null ? null : (this.byId.get(id)?.code ?? null);
  }

  async load(tx: Tx): Promise<void> {
    for (const brigade of await readBrigades(tx)) this.add(brigade);
  }
}

export function readBrigades(tx: Tx): Promise<Brigade[]> {
  return tx.query<Brigade>("SELECT id, code, name, department FROM brigades ORDER BY id");
}
