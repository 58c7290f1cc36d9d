import type { Duplicates } from "#contract/match";

export type Candidate = Duplicates["candidates"][number];
