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
const MESSAGE_LIMIT = 64 * 1024 * 1024;

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

  async function serve() {
    if (busy) return;
    busy = true;
    for (;;) {
      if (owner?.gone) {
        await session.rollback();
        owner = undefined;
      }
      const next = waiting.findIndex(({ client }) => owner === undefined || client === owner);
      if (next < 0) break;
      const [turn] = waiting.splice(next, 1);
      if (!turn || turn.client.gone) continue;
      const { client, bytes } = turn;
      try {
        await session.run(bytes, (data) => {
          // The session reuses its memory for the next answer.
          if (!client.gone) client.socket.write(Buffer.from(data));
        });
      } catch (error) {
        client.socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
      owner = session.isInTransaction() ? client : undefined;
    }
    busy = false;
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
