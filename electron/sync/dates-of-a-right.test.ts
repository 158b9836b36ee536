import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import {
  entitlementIdSchema,
  householdIdSchema,
  operationIdSchema,
  schemeIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { entitlementChanged } from '../../shared/operations/entitlement-operations.ts';
import { entitlementGranted } from '../../shared/operations/household-operations.ts';
import { beneficiariesStream, networkStream, type OperationKind } from '../../shared/operations/kind.ts';
import { retentionSet } from '../../shared/operations/retention-operations.ts';
import { NOTHING } from '../../shared/sync/checksum.ts';
import { query } from '../database/database.ts';
import { findHouseholdNumber, listEntitlements } from '../database/households.ts';
import { getOwnHead } from '../database/log.ts';
import { daysOfRightsInOrder } from '../database/migrations/0028-days-of-rights-in-order.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { retentionRulesOf } from '../database/retention.ts';
import { saveCursor, setAcknowledgedSeq } from '../database/sync.ts';
import { aReplica, type Taken, today } from './replica-fixture.ts';

const day = (text: string) => localDateSchema.parse(text);
const householdId = householdIdSchema.parse(v7());
const entitlementId = entitlementIdSchema.parse(v7());

function anOffice() {
  const replica = aReplica();
  replica.inTransaction((tx) => saveCursor(tx, beneficiariesStream, { cursor: 0, checksum: NOTHING }));
  const write = <Body>(kind: OperationKind<Body>, body: Body): void => {
    const header = { id: operationIdSchema.parse(v7()), operatorId: replica.operatorId, businessOn: today };
    replica.inTransaction((tx) => replica.record(tx, { ...header, kind, body }));
  };
  return {
    ...replica,
    write,
    endsOn: () => {
      const household = findHouseholdNumber(replica.db, householdId);
      return household === null ? [] : listEntitlements(replica.db, household).map((each) => each.endsOn);
    },
    change: (endsOn: string) =>
      write(entitlementChanged, {
        entitlementId,
        householdId,
        startsOn: day('2026-01-01'),
        endsOn: day(endsOn),
      }),
    read: (taken: Taken, stream: typeof networkStream) => replica.pull(taken, 99, stream),
  };
}

test('two offices that change the days of one right while apart, and all others, have the same days in the end', () => {
  const taken: Taken = [];
  const [one, two, other] = [anOffice(), anOffice(), anOffice()];
  const offices = [one, two, other];
  one.write(entitlementGranted, {
    entitlementId,
    householdId,
    schemeId: schemeIdSchema.parse(v7()),
    startsOn: day('2026-01-01'),
    endsOn: day('2026-12-31'),
  });
  one.push(taken);
  for (const office of offices) office.read(taken, beneficiariesStream);

  one.change('2026-11-30');
  two.change('2027-06-30');
  two.push(taken);
  // What is not numbered yet stays on top of what comes.
  one.read(taken, beneficiariesStream);
  expect(one.endsOn()).toEqual(['2026-11-30']);
  one.push(taken);
  for (const office of offices) office.read(taken, beneficiariesStream);
  expect(offices.map((office) => office.endsOn())).toEqual(offices.map(() => ['2026-11-30']));
  for (const office of offices) {
    const live = office.tables();
    rebuildProjections(office.inTransaction);
    expect(office.tables()).toEqual(live);
    // Days are a decision: the last one holds, and nobody is asked.
    expect(office.conflicts()).toEqual([]);
    office.close();
  }
});

test('how long data are kept is the same everywhere, whoever said it last to the hub', () => {
  const taken: Taken = [];
  const [one, two] = [anOffice(), anOffice()];
  const say = (office: typeof one, householdMonths: number) =>
    office.write(retentionSet, { rules: { householdMonths, accessLogMonths: 12 } });
  say(one, 24);
  say(two, 36);
  two.push(taken);
  one.push(taken);
  for (const office of [one, two]) office.read(taken, networkStream);
  expect([one, two].map(({ db }) => retentionRulesOf(db).householdMonths)).toEqual([24, 24]);
  for (const office of [one, two]) office.close();
});

test('what was here before this order was kept stays as it shows, also when the tables are made again', () => {
  const taken: Taken = [];
  const [one, two] = [anOffice(), anOffice()];
  one.write(entitlementGranted, {
    entitlementId,
    householdId,
    schemeId: schemeIdSchema.parse(v7()),
    startsOn: day('2026-01-01'),
    endsOn: day('2026-12-31'),
  });
  one.push(taken);
  for (const office of [one, two]) office.read(taken, beneficiariesStream);
  one.change('2026-11-30');
  one.push(taken);
  one.inTransaction((tx) => setAcknowledgedSeq(tx, getOwnHead(tx).seq));
  for (const office of [one, two]) office.read(taken, beneficiariesStream);
  two.change('2027-06-30');
  two.push(taken);
  one.read(taken, beneficiariesStream);
  const before = one.tables();
  one.inTransaction((tx) => {
    for (const table of ['register_edit', 'edit_word', 'register_section']) {
      tx.run(query<readonly []>(`forget ${table}`, `DELETE FROM ${table}`));
    }
  });
  one.raw.exec(daysOfRightsInOrder.sql);
  expect(one.tables()).toEqual(before);
  rebuildProjections(one.inTransaction);
  expect([one.tables(), one.endsOn()]).toEqual([before, ['2027-06-30']]);
  for (const office of [one, two]) office.close();
});
