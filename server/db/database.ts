/** The one way to the database: `pg` on a pool, whether PostgreSQL or the embedded one answers. */
import pg from "pg";

// Counts, cursors and ids stay far below 2⁵³; bigint strings would only be converted everywhere.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export interface Tx {
  /** Rows of one parameterised statement. The row type is the caller's claim about its own SQL. */
  query<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** The same with each row as an array, for many rows at once. */
  rows<Row extends readonly unknown[]>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** How many rows a statement has written. */
  count(sql: string, parameters?: readonly unknown[]): Promise<number>;
}

export interface Database extends Tx {
  readonly kind: "embedded" | "postgres";
  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>, begin?: string): Promise<T>;
  /** A connection of its own, for COPY and the like. */
  connect(): Promise<pg.PoolClient>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  kind: Database["kind"];
  connection: pg.PoolConfig;
  /** Told of errors on idle connections; the pool replaces those by itself. */
  onError: (error: Error) => void;
}

export function openPool({ kind, connection, onError }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    max: 8,
    connectionTimeoutMillis: 30_000,
    idleTimeoutMillis: 60_000,
    // The embedded database runs one statement at a time, so another's long one may hold ours up.
    query_timeout: 120_000,
    application_name: "cuadrilla",
    keepAlive: true,
    // A server that froze between append and commit would hold the log's lock, and with it every writer everywhere.
    ...(kind === "postgres" && { idle_in_transaction_session_timeout: 15_000, lock_timeout: 20_000 }),
    ...connection,
  });
  pool.on("error", onError);
  return {
    kind,
    ...statements(pool),
    async transaction(work, begin = "BEGIN") {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query(begin);
        const result = await work(statements(client));
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    connect: () => pool.connect(),
    close: () => pool.end(),
  };
}

function statements(on: pg.Pool | pg.PoolClient): Tx {
  return {
    async query<Row extends object>(sql: string, parameters: readonly unknown[] = []) {
      const result = await on.query<Row>(sql, [...parameters]);
      return result.rows;
    },
    async rows<Row extends readonly unknown[]>(sql: string, parameters: readonly unknown[] = []) {
      const result = await on.query<[...Row]>({ text: sql, values: [...parameters], rowMode: "array" });
      return result.rows as readonly unknown[] as Row[];
    },
    async count(sql: string, parameters: readonly unknown[] = []) {
      return (await on.query(sql, [...parameters])).rowCount ?? 0;
    },
  };
}

/** A state in which everything that is read belongs together, and nothing is written. */
export const BEGIN_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
