/** Whether an error says that the database cannot be reached or is going away, rather than that we asked it wrongly. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  // System errors of the connection, and SQLSTATE classes 08 (connection), 53 (resources), 57 (operator), 55P03 and
  // 25P03 (waited too long for a lock, held one too long).
  if (/^(ECONN|EPIPE|ENOENT|ETIMEDOUT|08|53|57P|55P03|25P03)/.test(code)) return true;
  return /^Connection terminated|timeout exceeded when trying to connect|^Query read timeout/i.test(
    error.message,
  );
}
