import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import {
  deviceIdSchema,
  householdIdSchema,
  operationIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { beneficiariesStream, networkStream } from '../../shared/operations/kind.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { aReplica, type Taken, today } from './replica-fixture.ts';
import { saveProgress } from './save-progress.ts';

type Replica = ReturnType<typeof aReplica>;

const programme = (value: number) => ({ product: 0, field: 'programme' as const, value });
const shows = (replica: Replica) => JSON.stringify(replica.shown().programmes);

const place = {
  deviceId: deviceIdSchema.parse(v7()),
  siteId: siteIdSchema.parse(v7()),
  siteKind: 'emporio' as const,
  organisationId: organisationIdSchema.parse(v7()),
  officeOf: [],
};

function changeGrants(
  replica: Replica,
  change: { granted?: readonly StreamName[]; withdrawn?: readonly StreamName[] },
): void {
  const effect = {
    type: 'changeGrants' as const,
    change: { place, granted: [], withdrawn: [], ...change },
  };
  replica.inTransaction((tx) => saveProgress(tx, effect, localDateSchema.parse('2026-11-22')));
}

test('a stream that was read again after the hub was restored can still be withdrawn', () => {
  const taken: Taken = [];
  const [one, two] = [aReplica(), aReplica()];
  one.write(programme(1));
  one.push(taken);
  two.pull(taken, 9);
  two.goBackTo([]);
  two.pull(taken, 9);
  expect(shows(two)).toContain('Dono 1');
  changeGrants(two, { withdrawn: [networkStream] });
  expect(two.shown().programmes).toEqual([]);
});

test('after a stream was withdrawn a rebuild still shows the newest edit in the order of the hub', () => {
  const [network, beneficiaries]: [Taken, Taken] = [[], []];
  const [one, two] = [aReplica(), aReplica()];
  for (let at = 0; at < 5; at++) {
    const body = { householdId: householdIdSchema.parse(v7()), displayName: 'Rossi Anna' };
    const header = { id: operationIdSchema.parse(v7()), operatorId: two.operatorId, businessOn: today };
    two.inTransaction((tx) => two.record(tx, { ...header, kind: householdSet, body }));
  }
  two.push(beneficiaries);
  one.write(programme(1));
  // The hub's word on it comes after five operations that go: what comes next has their numbers.
  changeGrants(one, { granted: [beneficiariesStream] });
  one.pull(beneficiaries, 9, beneficiariesStream);
  one.push(network);
  one.pull(network, 9);
  changeGrants(one, { withdrawn: [beneficiariesStream] });
  two.pull(network, 9);
  two.write(programme(2));
  two.push(network);
  one.pull(network, 9);
  expect(shows(one)).toContain('Dono 2');
  const live = one.tables();
  rebuildProjections(one.inTransaction);
  expect(shows(one)).toContain('Dono 2');
  expect(one.tables()).toEqual(live);
});
