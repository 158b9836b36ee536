import Sqlite from 'better-sqlite3';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { operationIdSchema, programmeIdSchema } from '../../shared/domain/ids.ts';
import { programmeSet } from '../../shared/operations/network-operations.ts';
import {
  aDesk,
  aHub,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { type BanconeDatabase, createDatabase } from '../database/database.ts';
import { getOwnHead } from '../database/log.ts';
import { listProgrammes } from '../database/network.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { findMembership } from '../database/sync.ts';
import { beginAgain } from './going-on.ts';

/* What is recorded at a counter between the beginning of its new chain and the moment in which that one goes on. */

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeAll);

/** A second counter whose disk is put back to before `lost`, which the hub has. */
async function aPutBackCounter(lost: (counters: Awaited<ReturnType<typeof twoCounters>>) => void) {
  const hub = await aHub();
  const counters = await twoCounters(hub);
  const { second, two } = counters;
  await upToDate(two.desk);
  const disk = second.raw.serialize();
  lost(counters);
  await upToDate(two.desk);
  await two.desk.close();
  const again = createDatabase(new Sqlite(disk));
  return { hub, ...counters, again, ...aDesk(again) };
}

const hasGoneOn = ({ db }: BanconeDatabase) =>
  vi.waitFor(() => expect(findMembership(db)?.deviceId).toBe(getOwnHead(db).deviceId), PATIENCE);

test('an edit that is made before the old chain is here stays over what is fetched of it, here as at the hub', async () => {
  const { first, again, desk, bugs, record, operator } = await aPutBackCounter(({ renameAtSecond }) =>
    renameAtSecond('Alt'),
  );
  const pen = { record, newId: v7, today: () => first.clock.today };
  again.inTransaction((tx) => beginAgain(pen, tx));
  again.inTransaction((tx) =>
    record(tx, {
      id: operationIdSchema.parse(v7()),
      kind: programmeSet,
      body: {
        programmeId: programmeIdSchema.parse('surplus'),
        name: { it: 'Neu', en: 'Neu' },
        isActive: true,
      },
      operatorId: operator.operatorId,
      businessOn: first.clock.today,
    }),
  );
  const shown = ({ db }: Pick<BanconeDatabase, 'db'>) => listProgrammes(db)[0]?.name.it;
  desk.start();
  await hasGoneOn(again);
  expect(shown(again)).toBe('Neu');
  await upToDate(desk);
  await vi.waitFor(() => expect(shown(first)).toBe('Neu'), PATIENCE);
  const conflicts = () => again.raw.prepare('SELECT count(*) AS edits FROM edit_conflict').get();
  await vi.waitFor(() => expect(conflicts()).toEqual({ edits: 1 }), PATIENCE);
  expect(shown(again)).toBe('Neu');
  rebuildProjections(again.inTransaction);
  expect([shown(again), conflicts()]).toEqual(['Neu', { edits: 1 }]);
  expect(bugs).toEqual([]);
});
