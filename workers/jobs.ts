/** All jobs that a city runs. */
import type { Job } from "#server/queue/runner";
import { archiveClosed } from "./archive-closed.ts";
import { countDays } from "./count-days.ts";
import { dropPositions } from "./drop-positions.ts";
import { forgetContacts } from "./forget-contacts.ts";
import { keepCheckpoints } from "./keep-checkpoints.ts";
import { makePartitions } from "./make-partitions.ts";
import { pollWarnings } from "./poll-warnings.ts";
import { pruneAlerts } from "./prune-alerts.ts";
import { pruneDeadLetters } from "./prune-letters.ts";
import { pruneReceipts } from "./prune-receipts.ts";
import { pruneSignIns } from "./prune-sign-ins.ts";
import { pruneEndedWarnings } from "./prune-warnings.ts";
import { raiseBrigadeAlerts } from "./raise-brigade-alerts.ts";
import { raiseReportAlerts } from "./raise-report-alerts.ts";
import { raiseSurges } from "./raise-surges.ts";
import { sweepPhotos } from "./sweep-photos.ts";
import { sweepSla } from "./sweep-sla.ts";
import { thinPositions } from "./thin-positions.ts";
import { watchBrigades } from "./watch-brigades.ts";

export const jobs: readonly Job[] = [
  sweepSla,
  watchBrigades,
  raiseReportAlerts,
  raiseBrigadeAlerts,
  raiseSurges,
  pollWarnings,
  archiveClosed,
  keepCheckpoints,
  makePartitions,
  countDays,
  thinPositions,
  dropPositions,
  pruneReceipts,
  pruneSignIns,
  pruneDeadLetters,
  pruneEndedWarnings,
  pruneAlerts,
  forgetContacts,
  sweepPhotos,
];
