/** An instant (ms) as PostgreSQL reads it. */
export const iso = (at: number) => new Date(at).toISOString();
