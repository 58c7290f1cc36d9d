import fc from "fast-check";
import { expect, test } from "vitest";
import { mix, sameDigest } from "#domain/digest";
import { cityCodes, ReportTable } from "#domain/report-table";
import { smallCity } from "#test/client/small-city";
import { anyId, anyReports, anyVersion } from "./any-report.ts";

const codes = cityCodes(smallCity);

test("a report's part of the digest is a whole number of 32 bits", () => {
  fc.assert(
    fc.property(anyId, anyVersion, (id, version) => {
      const value = mix(id, version);
      expect(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff).toBe(true);
    }),
    { examples: [[4_294_967_295, 2_147_483_647]] },
  );
});

test("a report at another version, or another report, has another part", () => {
  fc.assert(
    fc.property(anyId, anyVersion, (id, version) => {
      // The mixing loses nothing of the 32 bits that it is given, so neighbours, which a city is full of, never meet.
      expect(mix(id, version)).not.toBe(mix(id, version + 1));
      expect(mix(id, version)).not.toBe(mix(id + 1, version));
    }),
  );
});

test("the digest does not depend on the order in which reports came", () => {
  fc.assert(
    fc.property(anyReports, (reports) => {
      const [forwards, backwards] = [new ReportTable(codes), new ReportTable(codes)];
      for (const report of reports) forwards.set(report);
      for (const report of reports.toReversed()) backwards.set(report);
      expect(sameDigest(forwards.digest, backwards.digest)).toBe(true);
    }),
  );
});

test("digests differ when only the sum or only the count does", () => {
  expect(sameDigest({ count: 1, sum: 2 }, { count: 1, sum: 3 })).toBe(false);
  expect(sameDigest({ count: 1, sum: 2 }, { count: 2, sum: 2 })).toBe(false);
});
