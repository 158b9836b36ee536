import { assert } from '../../../shared/domain/result.ts';
import {
  accountAdjusted,
  creditBatchClosed,
  creditBatchReopened,
  creditBatchStarted,
  creditRulesSet,
  creditTakenBack,
  creditToppedUp,
} from '../../../shared/operations/credit-operations.ts';
import { query } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

const insertBatch = query<readonly [number, Uint8Array, string, string, string, string, string]>(
  'insertCreditBatch',
  `INSERT OR IGNORE INTO credit_batch (n, batch_id, site_id, programme_id, purse, reason, rule)
   VALUES (?, ?, ?, ?, ?, ?, ?)`,
);
const insertLine = query<readonly [Uint8Array, number, number]>(
  'insertCreditBatchLine',
  `INSERT INTO credit_batch_line (batch_id, household, amount) VALUES (?, ?, ?)
   ON CONFLICT (batch_id, household) DO UPDATE SET amount = excluded.amount`,
);
const insertGivenLine = query<readonly [Uint8Array, number, number, number]>(
  'insertGivenCreditBatchLine',
  `INSERT INTO credit_batch_line (batch_id, household, amount, given_n) VALUES (?, ?, ?, ?)
   ON CONFLICT (batch_id, household) DO UPDATE SET given_n = excluded.given_n`,
);
const insertClosing = query<readonly [Uint8Array, Uint8Array]>(
  'insertCreditBatchClosing',
  `INSERT INTO credit_batch_closing (closing_id, batch_id) VALUES (?, ?)
   ON CONFLICT (closing_id) DO UPDATE SET batch_id = excluded.batch_id`,
);
const liftClosing = query<readonly [Uint8Array]>(
  'liftCreditBatchClosing',
  `INSERT INTO credit_batch_closing (closing_id, is_lifted) VALUES (?, 1)
   ON CONFLICT (closing_id) DO UPDATE SET is_lifted = 1`,
);
const insertTakenBack = query<readonly [Uint8Array, number]>(
  'insertCreditTakenBack',
  'INSERT OR IGNORE INTO credit_taken_back (top_up_id, n) VALUES (?, ?)',
);
const upsertRules = query<readonly [string, string]>(
  'upsertCreditRules',
  `INSERT INTO credit_rules (site_id, rules) VALUES (?, ?)
   ON CONFLICT (site_id) DO UPDATE SET rules = excluded.rules`,
);

export const creditProjectors: readonly ProjectorEntry[] = [
  projector(creditToppedUp, (tx, { n, body }) => {
    if (body.batchId === undefined) return;
    const household = numberOfHousehold(tx, body.householdId);
    tx.run(insertGivenLine, idToBytes(body.batchId), household, body.amount, n);
  }),
  projector(creditTakenBack, (tx, { n, operation: { reversesId } }) => {
    assert(reversesId !== undefined, 'what is taken back is named');
    tx.run(insertTakenBack, idToBytes(reversesId), n);
  }),
  // Its postings are all there is to it.
  projector(accountAdjusted, () => undefined),
  projector(creditBatchStarted, (tx, { n, body }) => {
    const batchId = idToBytes(body.batchId);
    if (body.part === 1) {
      const rule = JSON.stringify(body.rule);
      tx.run(insertBatch, n, batchId, body.siteId, body.programmeId, body.purse, body.reason, rule);
    }
    for (const { householdId, amount } of body.lines) {
      tx.run(insertLine, batchId, numberOfHousehold(tx, householdId), amount);
    }
  }),
  projector(creditBatchClosed, (tx, { body, operation }) => {
    tx.run(insertClosing, idToBytes(operation.id), idToBytes(body.batchId));
  }),
  projector(creditBatchReopened, (tx, { operation: { reversesId } }) => {
    assert(reversesId !== undefined, 'what opens a batch again names its closing');
    tx.run(liftClosing, idToBytes(reversesId));
  }),
  projector(creditRulesSet, (tx, { body }) => {
    tx.run(upsertRules, body.siteId, JSON.stringify(body.rules));
  }),
];
