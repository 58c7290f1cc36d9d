// PostgreSQL's wire protocol for several clients of one session. A client's messages are collected until the one that
// ends its turn (a simple query, or the Sync after an extended one) and run together; while a client has a transaction
// open, the others wait. Rejected: @electric-sql/pglite-socket 0.2.11, which takes turns at each message, so that the
// unnamed statement of one client is replaced between another's Parse and Bind ("unnamed prepared statement does not
// exist"), and which stops serving after one failure.
// @ts-check

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const QUERY = "Q".charCodeAt(0);
const SYNC = "S".charCodeAt(0);
const FUNCTION_CALL = "F".charCodeAt(0);
const TERMINATE = "X".charCodeAt(0);
/** How long a client may have a transaction open without asking anything, ms. */
const OWNER_LIMIT_MS = 15_000;
const MESSAGE_LIMIT = 64 * 1024 * 1024;

/** ReadyForQuery: Z, a length of 5, the state of the transaction. */
const READY_BYTES = 6;

/**
 * PGlite says twice that it is ready when an extended query failed; a client that has begun its next query by then would
 * take the second for the answer to that, and be one answer behind for ever. No other message can end in these bytes.
 * @param {Buffer} end
 */
function endsReadyTwice(end) {
  const isReady = (/** @type {number} */ at) => end[at] === 90 && end.readUInt32BE(at + 1) === 5;
  return end.length === 2 * READY_BYTES && isReady(0) && isReady(READY_BYTES);
}

/**
 * @typedef {object} Session
 * @property {(message: Uint8Array, onData: (data: Uint8Array) => void) => Promise<void>} run
 * @property {() => boolean} isInTransaction
 * @property {() => Promise<void>} rollback
 */

/**
 * Gives one session to many sockets in turns. Returns what a new connection is handed to.
 * @param {Session} session
 * @returns {(socket: import("node:net").Socket) => void}
 */
export function wireTurns(session) {
  /** @typedef {{ socket: import("node:net").Socket, gone: boolean }} Client */
  /** @type {{ client: Client, bytes: Uint8Array }[]} */
  let waiting = [];
  /** @type {Client | undefined} Whose transaction is open. */
  let owner;
  let busy = false;
  /** @type {NodeJS.Timeout | undefined} */
  let patience;

  async function serve() {
    if (busy) return;
    busy = true;
    clearTimeout(patience);
    try {
      await takeTurns();
    } finally {
      busy = false;
    }
    // A tool that was stopped in the middle of a transaction would otherwise hold up the whole city.
    const holder = owner;
    if (holder) patience = setTimeout(() => holder.socket.destroy(), OWNER_LIMIT_MS);
  }

  async function takeTurns() {
    for (;;) {
      if (owner?.gone) {
        owner = undefined;
        await session.rollback();
      }
      const next = waiting.findIndex(({ client }) => owner === undefined || client === owner);
      if (next < 0) break;
      const [turn] = waiting.splice(next, 1);
      if (!turn || turn.client.gone) continue;
      const { client, bytes } = turn;
      const send = (/** @type {Buffer} */ data) => {
        if (!client.gone && data.length > 0) client.socket.write(data);
      };
      // Copied, because the session reuses its memory; and the end held back until it is known to be the end.
      let held = Buffer.alloc(0);
      try {
        await session.run(bytes, (data) => {
          const all = Buffer.concat([held, data]);
          const end = Math.max(0, all.length - 2 * READY_BYTES);
          send(all.subarray(0, end));
          held = all.subarray(end);
        });
        send(endsReadyTwice(held) ? held.subarray(READY_BYTES) : held);
      } catch (error) {
        client.socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
      owner = session.isInTransaction() ? client : undefined;
    }
  }

  return (socket) => {
    /** @type {Client} */
    const client = { socket, gone: false };
    let buffered = Buffer.alloc(0);
    let started = false;
    /** @type {Buffer[]} */
    let turn = [];

    const endTurn = () => {
      waiting.push({ client, bytes: new Uint8Array(Buffer.concat(turn)) });
      turn = [];
      void serve();
    };
    /** Takes one whole message off the buffer; false when there is none yet. */
    const take = () => {
      const head = started ? 1 : 0;
      if (buffered.length < head + 4) return false;
      const length = head + buffered.readInt32BE(head);
      if (length < head + 4 || length > MESSAGE_LIMIT) {
        socket.destroy();
        return false;
      }
      if (buffered.length < length) return false;
      const message = buffered.subarray(0, length);
      buffered = buffered.subarray(length);
      if (!started) {
        const code = message.readInt32BE(4);
        if (code === SSL_REQUEST || code === GSS_REQUEST) socket.write("N");
        else if (code === CANCEL_REQUEST) socket.end();
        else {
          started = true;
          turn.push(message);
          endTurn();
        }
        return true;
      }
      const kind = message[0];
      // Would end the session for everybody.
      if (kind === TERMINATE) {
        socket.end();
        return true;
      }
      turn.push(message);
      if (kind === QUERY || kind === SYNC || kind === FUNCTION_CALL) endTurn();
      return true;
    };

    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
      while (take());
    });
    // A client that was killed; `close` follows.
    socket.on("error", () => {});
    socket.on("close", () => {
      client.gone = true;
      waiting = waiting.filter((entry) => entry.client !== client);
      void serve();
    });
  };
}
