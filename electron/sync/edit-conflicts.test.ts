import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { operationIdSchema, programmeIdSchema } from '../../shared/domain/ids.ts';
import { programmeSet } from '../../shared/operations/network-operations.ts';
import {
  aHub,
  closeAll,
  type Hub,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { callerOf } from '../counter-fixture.ts';
import { getOwnHead } from '../database/log.ts';
import { listProgrammes } from '../database/network.ts';
import { createSyncService } from '../services/sync.ts';
import { createEntryDesk } from './entry-desk.ts';
import { openSyncLine } from './sync-line.ts';

vi.setConfig({ testTimeout: 60_000 });
afterEach(closeAll);

/** Two counters that both rename the same programme while the hub is off; the second one is heard first. */
async function twoEditors(hub: Hub) {
  const network = await twoCounters(hub);
  const { first, second, one, two, operator, renameAtSecond } = network;
  const renameAtFirst = (it: string) =>
    network.writeAtFirst(programmeSet, {
      programmeId: programmeIdSchema.parse('surplus'),
      name: { it, en: 'Gift' },
      isActive: true,
    });
  renameAtFirst('Dono');
  const namesAt = (at: typeof first | typeof second) => listProgrammes(at.db).map(({ name }) => name.it);
  await vi.waitFor(() => expect(namesAt(second)).toEqual(['Dono']), PATIENCE);
  const serviceOf = (context: typeof network.contextOne, desk: typeof one.desk) => {
    const nothing = () => undefined;
    const entry = createEntryDesk(context, { openLine: openSyncLine, onBug: nothing, onEntered: nothing });
    return createSyncService(context, desk, entry, () => true).handlers;
  };
  const caller = callerOf(operator);
  const lookAt = async (handlers: ReturnType<typeof serviceOf>) => {
    const answer = await handlers['sync.toLookAt'](caller, {});
    if (!answer.ok) throw new Error('everybody may look');
    return answer.value;
  };
  return {
    ...network,
    caller,
    renameAtFirst,
    renameAtSecond,
    namesAt,
    lookAt,
    atFirst: serviceOf(network.contextOne, one.desk),
    atSecond: serviceOf(network.contextTwo, two.desk),
  };
}

test('an edit that wrote over another one unseen is told to its author, who keeps one of the two', async () => {
  const hub = await aHub();
  const net = await twoEditors(hub);
  const { first, second, caller, atFirst, atSecond, one, two } = net;
  await upToDate(one.desk);
  await upToDate(two.desk);
  // The first counter's page of the second's edit is not applied before its own is written.
  await one.desk.close();
  net.renameAtSecond('Banco');
  await upToDate(two.desk);
  net.renameAtFirst('Raccolta');
  one.desk.start();
  await upToDate(one.desk);
  await vi.waitFor(() => expect(net.namesAt(second)).toEqual(['Raccolta']), PATIENCE);
  expect(net.namesAt(first)).toEqual(['Raccolta']);
  const { conflicts, conflictCount } = await net.lookAt(atFirst);
  expect(conflictCount).toBe(1);
  // The same person wrote both: what was written last is hers.
  expect(conflicts).toMatchObject([
    {
      type: 'programme.set',
      title: { it: 'Raccolta', en: 'Gift' },
      householdId: null,
      isOverMine: false,
      other: { byName: 'Anna' },
      fields: [
        { field: 'name.en', mine: 'Gift', other: 'Banco', now: 'Gift' },
        { field: 'name.it', mine: 'Raccolta', other: 'Banco', now: 'Raccolta' },
      ],
    },
  ]);
  const [conflict] = conflicts;
  if (conflict === undefined) throw new Error('there is one');
  const { editId, overId } = conflict;
  const asked = { operationId: operationIdSchema.parse(v7()), editId, overId } as const;
  for (let time = 0; time < 2; time++) {
    expect(await atFirst['sync.settleConflict'](caller, { ...asked, choice: 'accept' })).toEqual({
      ok: true,
      value: null,
    });
  }
  expect(await net.lookAt(atFirst)).toMatchObject({ conflicts: [], conflictCount: 0 });
  await vi.waitFor(async () => {
    one.desk.recorded(getOwnHead(first.db).seq);
    expect(await net.lookAt(atSecond)).toMatchObject({ conflictCount: 0 });
  }, PATIENCE);
  expect(
    await atFirst['sync.settleConflict'](caller, { ...asked, overId: editId, choice: 'accept' }),
  ).toMatchObject({ error: { type: 'ConflictUnknown' } });
});
