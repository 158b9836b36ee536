import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import type { SessionStatus } from '../shared/contract/session-contract.ts';
import {
  deviceIdSchema,
  householdIdSchema,
  operationIdSchema,
  programmeIdSchema,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import { assert, err, type Result } from '../shared/domain/result.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import { householdSet } from '../shared/operations/household-operations.ts';
import { siteStream } from '../shared/operations/kind.ts';
import { siteSet } from '../shared/operations/network-operations.ts';
import { aDesk, aHub, atEnd, closeAll, PATIENCE, upToDate } from '../simulation/two-counters-fixture.ts';
import { startChain } from './database/log.ts';
import { findOwnSite, findSite } from './database/network.ts';
import { openMemoryDatabase } from './database/open.ts';
import { runMaintenance } from './database/run-maintenance.ts';
import { findMembership, listCursors } from './database/sync.ts';
import { withdrawStreams } from './database/withdraw-streams.ts';
import { idsOf, removeFolder, writeIn } from './folder-fixture.ts';
import { readKey } from './keys/key-store.ts';
import { ADMINISTRATOR_PIN, anEmptyCounter, aSetUpCounter } from './set-up-fixture.ts';
import { enrolDevice } from './sync/enrol-device.ts';

/* A counter that is moved to another site, with data of the one that it leaves: real files, a real hub. */

vi.setConfig({ testTimeout: 180_000 });
afterEach(closeAll);
vi.mock(import('./database/run-maintenance.ts'), { spy: true });

/** A shop with what another counter of its site gave a household, and a second site to go to. */
async function aShopToMove() {
  const folder = mkdtempSync(join(tmpdir(), 'bancone-withdrawn-'));
  atEnd(async () => removeFolder(folder));
  const hub = await aHub();
  const shop = await aSetUpCounter(folder, { now: Date.now() });
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= shop.counter.close();
    return closing;
  };
  atEnd(close);
  const operatorId = shop.administratorId;
  const ask = async (name: Parameters<typeof shop.ask>[0], input: object): Promise<unknown> => {
    const answer = await shop.counter.invoke(shop.session, name, input);
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
    return answer.value;
  };
  await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
  const { context } = shop.live();
  const own = findOwnSite(context.db);
  const site = own === null ? null : findSite(context.db, own.siteId);
  if (site === null) throw new Error('the wizard made a site');
  const { siteId, organisationId } = site;
  const householdId = householdIdSchema.parse(v7());
  writeIn(shop.live(), householdSet, { householdId, displayName: 'Rossi Anna', size: 2, siteId });
  await ask('sync.join', { address: hub.address, code: await hub.aCode(null) });
  const otherSiteId = siteIdSchema.parse(v7());
  const { isActive, kind } = site;
  context.inTransaction((tx) =>
    context.record(tx, {
      id: operationIdSchema.parse(v7()),
      kind: siteSet,
      body: { siteId: otherSiteId, organisationId, name: 'Emporio di là', shortName: 'LA', kind, isActive },
      operatorId,
      businessOn: context.today(),
    }),
  );
  const isUpToDate = () =>
    vi.waitFor(async () => {
      const told = { waiting: 0, isUnderWay: false, problem: null };
      expect(await ask('sync.status', {})).toMatchObject(told);
    }, PATIENCE);
  await isUpToDate();

  const other = openMemoryDatabase();
  other.inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
  const code = await hub.aCode({ siteId, siteKind: 'emporio', organisationId, officeOf: [] });
  await enrolDevice({ ...other, now: Date.now }, hub.address, code, undefined);
  const { desk, record } = aDesk(other);
  desk.start();
  await upToDate(desk);
  const id = operationIdSchema.parse(v7());
  other.inTransaction((tx) =>
    record(tx, {
      id,
      kind: creditToppedUp,
      body: {
        householdId,
        siteId,
        programmeId: programmeIdSchema.parse('surplus'),
        purse: 'cents',
        amount: 500,
        reason: 'periodic',
      },
      operatorId,
      businessOn: context.today(),
    }),
  );
  const hexId = id.replaceAll('-', '');
  await vi.waitFor(() => expect(idsOf(shop.live())).toContain(hexId), PATIENCE);
  const deviceId = findMembership(context.db)?.deviceId;
  const move = () => ask('hubNetwork.act', { type: 'move', deviceId, siteId: otherSiteId, afterMoves: 0 });
  const status = async () => (await ask('session.status', {})) as SessionStatus; // the contract says so
  return { folder, shop, siteId, otherSiteId, operatorId, hexId, move, status, ask, isUpToDate, close };
}

test('what is no longer granted goes in a thread, with the doors shut and a word on the screen, and the work goes on', async () => {
  const { shop, siteId, otherSiteId, operatorId, hexId, move, status, ask, isUpToDate } = await aShopToMove();
  const seen = new Set<string>();
  shop.counter.events.subscribe(() => void status().then(({ phase }) => seen.add(phase)));
  const before = shop.live();
  const own = idsOf(before).filter((id) => id !== hexId);
  await move();
  await vi.waitFor(() => expect(shop.live()).not.toBe(before), PATIENCE);
  await vi.waitFor(async () => expect((await status()).phase).toBe('signedOut'), PATIENCE);
  expect([...seen]).toContain('withdrawing');
  // Whoever worked here shows the PIN again, and finds the work as it was.
  expect(await status()).toMatchObject({ phase: 'signedOut', lockedOperatorId: operatorId });
  const { db } = shop.live().context;
  const ids = idsOf(shop.live());
  expect(ids).not.toContain(hexId);
  expect(ids).toEqual(expect.arrayContaining(own));
  await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
  await isUpToDate();
  const streams = [...listCursors(db).keys()];
  expect(streams).toContain(siteStream(otherSiteId));
  expect(streams).not.toContain(siteStream(siteId));
});

test('a deletion that fails changes nothing, is not tried again and again, and is said where the exchange is shown', async () => {
  const { shop, siteId, operatorId, hexId, move, status, ask } = await aShopToMove();
  vi.mocked(runMaintenance).mockRejectedValueOnce(new Error('database or disk is full'));
  const before = shop.live();
  const deletions = () =>
    vi.mocked(runMaintenance).mock.calls.filter(([name]) => name === 'withdrawStreams').length;
  const asked = deletions();
  await move();
  await vi.waitFor(() => expect(shop.live()).not.toBe(before), PATIENCE);
  await vi.waitFor(async () => expect((await status()).phase).toBe('signedOut'), PATIENCE);
  await ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
  await vi.waitFor(
    async () => expect(await ask('sync.status', {})).toMatchObject({ problem: 'Unexpected' }),
    PATIENCE,
  );
  expect(deletions()).toBe(asked + 1);
  expect(idsOf(shop.live())).toContain(hexId);
  expect([...listCursors(shop.live().context.db).keys()]).toContain(siteStream(siteId));
  expect(await status()).toMatchObject({ phase: 'signedIn' });
});

test('what somebody asked before is answered before the doors are shut', async () => {
  const { shop, move, status } = await aShopToMove();
  const { promise, resolve } = Promise.withResolvers<Result<never, { type: 'FolderMissing' }>>();
  vi.mocked(runMaintenance).mockReturnValueOnce(promise);
  const backup = shop.counter.invoke(shop.session, 'backup.run', {});
  const before = shop.live();
  await move();
  await new Promise((done) => setTimeout(done, 1000));
  expect([shop.live() === before, (await status()).phase]).toEqual([true, 'signedIn']);
  resolve(err({ type: 'FolderMissing' }));
  expect(await backup).toEqual(err({ type: 'FolderMissing' }));
  await vi.waitFor(() => expect(shop.live()).not.toBe(before), PATIENCE);
});

test('a deletion that is cut in the middle has changed nothing', async () => {
  const { folder, shop, siteId, otherSiteId, hexId, close } = await aShopToMove();
  const { place } = findMembership(shop.live().context.db) ?? {};
  assert(place !== undefined, 'it is a member');
  await close();
  const key = await readKey(folder, null);
  assert(key.ok, 'its key is there');
  const change = { place, granted: [siteStream(otherSiteId)], withdrawn: [siteStream(siteId)] };
  const job = { folder, keyHex: key.value.keyHex, change };
  const cut = () => {
    throw new Error('the power goes');
  };
  expect(() => withdrawStreams(job, cut)).toThrow('the power goes');
  const again = await anEmptyCounter(folder, { now: Date.now() });
  atEnd(() => again.counter.close());
  expect(idsOf(again.live())).toContain(hexId);
  expect([...listCursors(again.live().context.db).keys()]).toContain(siteStream(siteId));
  expect(again.counter.status()).toBe('ready');
});
