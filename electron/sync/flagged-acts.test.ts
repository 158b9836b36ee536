import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import {
  householdIdSchema,
  operationIdSchema,
  operatorIdSchema,
  programmeIdSchema,
} from '../../shared/domain/ids.ts';
import { accountAdjusted } from '../../shared/operations/credit-operations.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { programmeSet } from '../../shared/operations/network-operations.ts';
import { aHub, closeAll, PATIENCE, twoCounters, upToDate } from '../../simulation/two-counters-fixture.ts';
import { callerOf } from '../counter-fixture.ts';
import { getOwnHead } from '../database/log.ts';
import { listProgrammes } from '../database/network.ts';
import { createHubNetworkService } from '../services/hub-network.ts';
import { createSyncService } from '../services/sync.ts';
import { createEntryDesk } from './entry-desk.ts';
import { openSyncLine } from './sync-line.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeAll);

test('what a counter spends without cover is told to it and to an administrator, until one has looked at it', async () => {
  const hub = await aHub();
  const { first, second, one, two, operator, topUp, arrives } = await twoCounters(hub);
  const caller = callerOf(operator);
  const householdId = householdIdSchema.parse(v7());
  first.inTransaction((tx) =>
    one.record(tx, {
      id: operationIdSchema.parse(v7()),
      kind: householdSet,
      body: { householdId, displayName: 'Bianchi Ottavia', size: 3 },
      operatorId: operator.operatorId,
      businessOn: first.clock.today,
    }),
  );
  topUp(householdId, 1000);
  await arrives(householdId, 1000);
  const id = operationIdSchema.parse(v7());
  second.inTransaction((tx) => {
    const { today: businessOn } = first.clock;
    const { siteId } = first;
    const spent = { householdId, siteId, purse: 'cents', amount: -400, reason: 'recording-mistake' } as const;
    two.record(tx, { id, kind: accountAdjusted, body: spent, operatorId: operator.operatorId, businessOn });
    const surplus = programmeIdSchema.parse('surplus');
    // Nobody gave this operator a role: the hub keeps it aside.
    const operatorId = operatorIdSchema.parse(v7());
    const body = { programmeId: surplus, name: { it: 'Altro', en: 'Other' }, isActive: true };
    const idAside = operationIdSchema.parse(v7());
    two.record(tx, { id: idAside, kind: programmeSet, body, operatorId, businessOn });
  });
  two.desk.recorded(getOwnHead(second.db).seq);

  const context = { ...first.context, db: second.db, inTransaction: second.inTransaction };
  const nothing = () => undefined;
  const entry = createEntryDesk(context, { openLine: openSyncLine, onBug: nothing, onEntered: nothing });
  const { handlers: counter } = createSyncService(context, two.desk, entry, () => true);
  const { handlers: network } = createHubNetworkService(first.context, one.desk);
  const flag = {
    operationId: id,
    type: 'account.adjusted',
    receipt: null,
    householdName: 'Bianchi Ottavia',
    taken: [{ unit: 'cents', amount: 400, reason: 'NoCover' }],
  };
  await vi.waitFor(async () => {
    expect(await counter['sync.toLookAt'](caller, {})).toMatchObject({
      value: {
        aside: [{ type: 'programme.set', receipt: null, reason: 'NotAllowedToOperator' }],
        asideCount: 1,
        flagged: [{ ...flag, seen: null }],
        flaggedCount: 1,
      },
    });
  }, PATIENCE);
  expect([...two.topics]).toContain('sync');
  expect(await network['hubNetwork.read'](caller, {})).toMatchObject({
    value: { openFlags: 1, flags: [{ ...flag, deviceId: getOwnHead(second.db).deviceId }] },
  });

  const see = () => network['hubNetwork.act'](caller, { type: 'seeFlags', operationId: id });
  expect(await see()).toEqual({ ok: true, value: { taken: 0 } });
  expect(await see()).toEqual({ ok: false, error: { type: 'NothingToDo' } });
  expect(await network['hubNetwork.read'](caller, {})).toMatchObject({ value: { openFlags: 0, flags: [] } });
  await vi.waitFor(async () => {
    expect(await counter['sync.toLookAt'](caller, {})).toMatchObject({
      value: { flagged: [{ ...flag, seen: { byName: 'Anna' } }], flaggedCount: 0 },
    });
  }, PATIENCE);
  await upToDate(two.desk);
  expect([one.bugs, two.bugs]).toEqual([[], []]);
});

test('an edit that the hub keeps aside shows no more, and the screens that showed it are told', async () => {
  const hub = await aHub();
  const { first, second, two, writeAtFirst } = await twoCounters(hub);
  const programmeId = programmeIdSchema.parse('surplus');
  const programme = (it: string) => ({ programmeId, name: { it, en: it }, isActive: true });
  const shown = () => listProgrammes(second.db).find((each) => each.programmeId === programmeId)?.name.it;
  writeAtFirst(programmeSet, programme('Dono'));
  await vi.waitFor(() => expect(shown()).toBe('Dono'), PATIENCE);
  await upToDate(two.desk);
  two.topics.clear();
  // Nobody gave this operator a role.
  const operatorId = operatorIdSchema.parse(v7());
  const edit = { kind: programmeSet, body: programme('Altro'), operatorId };
  const id = operationIdSchema.parse(v7());
  second.inTransaction((tx) => two.record(tx, { ...edit, id, businessOn: first.clock.today }));
  expect(shown()).toBe('Altro');
  await vi.waitFor(() => expect(shown()).toBe('Dono'), PATIENCE);
  expect([...two.topics]).toContain('credit');
});
