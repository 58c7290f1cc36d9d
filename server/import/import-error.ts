/** Why an import or a replay cannot be done at all; the message is for the person who started it, most often one line. */
export class ImportError extends Error {}
