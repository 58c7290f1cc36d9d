-- The digest's mixer stands in its query now (server/live/read-digest.ts): as a function it took thirty times as long.
DROP FUNCTION report_mix(bigint, bigint);
