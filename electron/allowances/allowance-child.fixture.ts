// Started by allowance-run.slow.test.ts and killed by it: gives the allowances of a month, and says how far it is.
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { v7 } from 'uuid';
import {
  deviceIdSchema,
  entitlementIdSchema,
  householdIdSchema,
  operationIdSchema,
  schemeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { schemeSchema, USUAL_SCHEME } from '../../shared/domain/scheme.ts';
import { entitlementGranted, householdSet } from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import { schemeSet } from '../../shared/operations/scheme-operations.ts';
import { lastHouseholdNumber } from '../database/allowances-due.ts';
import { openHeadLog } from '../database/head-log.ts';
import { createRecorder, findOwnHead, startChain } from '../database/log.ts';
import { openDatabase } from '../database/open.ts';
import { createAllowanceRun } from './allowance-run.ts';

const [folder = '', keyHex = '', households = '0'] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
const today = localDateSchema.parse('2026-11-22');
const schemeId = schemeIdSchema.parse('019a0000-0000-7000-8000-00000000000a');

const opened = openDatabase({ folder, keyHex, backUpBeforeMigration: () => undefined });
if (!opened.ok) {
  say(`REFUSED ${JSON.stringify(opened.error)}`);
  process.exit(1);
}
const { db, inTransaction } = opened.value;
const headLog = openHeadLog(folder, (error) => {
  throw error;
});
const record = createRecorder({
  now: Date.now,
  newSalt: () => randomBytes(32).toString('hex'),
  appendHead: headLog.append,
});
if (findOwnHead(db) === null) inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
if (lastHouseholdNumber(db) === 0) {
  inTransaction((tx) => {
    const add = <Body>(kind: OperationKind<Body>, body: NoInfer<Body>) =>
      record(tx, { id: operationIdSchema.parse(v7()), kind, body, businessOn: today });
    add(
      schemeSet,
      schemeSchema.parse({
        ...USUAL_SCHEME,
        schemeId,
        name: 'Punti del mese',
        appliesFrom: '2026-01-01',
        period: { kind: 'calendarMonth' },
        allowance: { kind: 'bySize', pointsBySize: [200] },
        postDaysAhead: 9,
      }),
    );
    for (let index = 0; index < Number(households); index++) {
      const householdId = householdIdSchema.parse(v7());
      add(householdSet, { householdId, size: 3 });
      add(entitlementGranted, {
        entitlementId: entitlementIdSchema.parse(v7()),
        householdId,
        schemeId,
        startsOn: localDateSchema.parse('2026-10-01'),
        endsOn: localDateSchema.parse('2027-03-31'),
      });
    }
  });
}
const run = createAllowanceRun({
  db,
  inTransaction,
  record,
  today: () => today,
  announce: () => undefined,
  onBug: (error) => {
    throw error;
  },
});
const running = run.start(siteIdSchema.parse('019a0000-0000-7000-8000-000000000002'));
while (run.progress().state === 'running') {
  if (run.progress().done > 0) say(`DONE ${run.progress().done}`);
  await new Promise((resolve) => setImmediate(resolve));
}
say(`END ${JSON.stringify(await running)}`);
process.exit(0);
