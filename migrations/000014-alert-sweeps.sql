-- What is looked for every few seconds: what is or will be late, what has come back with nobody on it, and what was given back to an
-- earlier standing, by which it may be late for long already.
CREATE INDEX reports_due ON reports (due_at) WHERE NOT archived AND status <> 'closed';
CREATE INDEX reports_back ON reports (promised_at) WHERE NOT archived AND status = 'reopened';
CREATE INDEX events_given_back ON events (at)
  WHERE kind IN ('report.corrected', 'report.unassigned', 'report.unmerged', 'report.undone');
