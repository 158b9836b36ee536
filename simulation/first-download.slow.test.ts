import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { findOwnSite, findSite } from '../electron/database/network.ts';
import { findCursor } from '../electron/database/sync.ts';
import { operationIdSchema, programmeIdSchema } from '../shared/domain/ids.ts';
import { assert } from '../shared/domain/result.ts';
import { networkStream } from '../shared/operations/kind.ts';
import { programmeSet } from '../shared/operations/network-operations.ts';
import { aCounterAlone, afterPowerCut, aNewCounter, type EntryCounter } from './entry-fixture.ts';
import { aHub, closeAll, PATIENCE } from './two-counters-fixture.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

const cursorOf = ({ db }: EntryCounter) => findCursor(db(), networkStream)?.cursor ?? 0;

/** So many operations that they come in several pages. */
function writeMany({ live }: EntryCounter, operations: number): void {
  const { context } = live();
  context.inTransaction((tx) => {
    for (let index = 0; index < operations; index++) {
      context.record(tx, {
        id: operationIdSchema.parse(v7()),
        kind: programmeSet,
        body: {
          programmeId: programmeIdSchema.parse('surplus'),
          name: { it: `Programma ${index}`, en: `Programme ${index}` },
          isActive: true,
        },
        businessOn: context.today(),
      });
    }
  });
}

/** Nothing is sold, nothing is set up another way, and the screen says how far it is. */
async function expectStillDownloading(counter: EntryCounter): Promise<void> {
  expect(await counter.ask('session.status', {})).toMatchObject({ value: { phase: 'setup' } });
  expect(await counter.ask('till.scan', { text: '8001234567894' })).toMatchObject({
    error: { type: 'WrongPhase' },
  });
  const joining = await counter.ask('setup.joining', {});
  assert(joining.ok && joining.value.type === 'downloading', 'it says how far it is');
  expect(joining.value.streamsRead).toBeLessThan(joining.value.streams);
}

test('a first download that the power cuts goes on where it was, and the counter sells only when it has everything', async () => {
  const hub = await aHub();
  const first = await aCounterAlone();
  writeMany(first, 1500);
  await first.join(hub, await hub.aCode(null));
  await first.upToDate();
  const own = findOwnSite(first.db());
  const site = own === null ? null : findSite(first.db(), own.siteId);
  assert(site !== null, 'the first counter stands somewhere');
  const { siteId, kind: siteKind, organisationId } = site;

  const second = await aNewCounter();
  const code = await hub.aCode({ siteId, siteKind, organisationId, officeOf: [] });
  const joining = { address: hub.address, code, deviceName: 'Cassa 2' };
  expect(await second.ask('setup.join', joining)).toEqual({ ok: true, value: null });
  await vi.waitFor(() => expect(cursorOf(second)).toBeGreaterThan(0), { ...PATIENCE, interval: 1 });
  await hub.stop();
  await expectStillDownloading(second);
  const whole = cursorOf(first);
  const [before, again] = [cursorOf(second), await afterPowerCut(second)];
  expect([before, cursorOf(again)]).toEqual([before, before]);
  expect(before).toBeLessThan(whole);
  await expectStillDownloading(again);

  await hub.start();
  await vi.waitFor(
    async () =>
      expect(await again.ask('session.status', {})).toMatchObject({ value: { phase: 'signedOut' } }),
    { ...PATIENCE, timeout: 90_000 },
  );
  // Its own word on where it stands is the one that is not of the first.
  await vi.waitFor(() => expect(cursorOf(again)).toBe(whole + 1), PATIENCE);
  await again.logIn();
  expect(await again.ask('sync.status', {})).toMatchObject({
    value: { type: 'joined', stoppedBecause: null },
  });
});
