import type { Migration } from './migration.ts';

/**
 * Receipts on their way to a printer: this PC's own, not a projection of the log. A receipt holds a display
 * name, so a job is deleted 24 hours after it was printed or cancelled, and after 7 days in any case; a
 * receipt can always be made again from its sale.
 */
export const printJobs: Migration = {
  version: 2,
  name: 'print-jobs',
  sql: `
CREATE TABLE print_job (
  print_job INTEGER PRIMARY KEY,
  print_job_id TEXT NOT NULL UNIQUE CHECK (length(print_job_id) = 36),
  printer_id TEXT NOT NULL CHECK (length(printer_id) = 36),
  operation_id TEXT CHECK (length(operation_id) = 36),
  state TEXT NOT NULL CHECK (state IN ('queued', 'printing', 'printed', 'failed', 'uncertain', 'cancelled')),
  failure TEXT CHECK (json_valid(failure)),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- Some of it may be on paper already: when it is printed again the paper says so.
  may_be_on_paper INTEGER NOT NULL DEFAULT 0 CHECK (may_be_on_paper IN (0, 1)),
  queued_at INTEGER NOT NULL,
  not_before_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  receipt TEXT NOT NULL CHECK (json_valid(receipt)),
  CHECK (state NOT IN ('failed', 'uncertain') OR failure IS NOT NULL)
) STRICT;
CREATE INDEX print_job_waiting ON print_job (printer_id, print_job) WHERE state = 'queued';
-- One in flight per printer, whatever the code does.
CREATE UNIQUE INDEX print_job_in_flight ON print_job (printer_id) WHERE state = 'printing';
CREATE INDEX print_job_by_operation ON print_job (operation_id) WHERE operation_id IS NOT NULL;
`,
};
