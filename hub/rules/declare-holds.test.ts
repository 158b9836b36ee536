import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdIdSchema, leaseIdSchema } from '../../shared/domain/ids.ts';
import { declareRequestSchema, MOST_HELD } from '../../shared/sync/declaration.ts';
import { aRestoredHub } from '../restored-hub.fixture.ts';

test('what was spent under a lease that the hub has forgotten is no fault, and what is left of it is set aside again', async () => {
  const hub = await aRestoredHub();
  hub.spend(hub.till, 300, { kind: 'lease', id: hub.held.leaseId });
  await hub.pushAll(hub.till);
  expect(hub.flags()).toEqual([]);
  expect(await hub.declare(hub.till, { leases: [{ ...hub.held, amount: 500 }] })).toMatchObject({ ok: true });
  expect(hub.state()).toMatchObject({ posted: 700, leased: 500, uncovered: 0 });
  hub.spend(hub.till, 500, { kind: 'lease', id: hub.held.leaseId });
  await hub.pushAll(hub.till);
  expect([hub.state(), hub.flags()]).toMatchObject([{ posted: 200, leased: 0, uncovered: 0 }, []]);
  // From here on the hub knows what the device holds.
  hub.spend(hub.till, 1, { kind: 'lease', id: hub.held.leaseId });
  await hub.pushAll(hub.till);
  expect(hub.flags()).toEqual(['CoverExceeded']);
});

test('what names no cover at all is flagged also while the holds are not known', async () => {
  const hub = await aRestoredHub();
  hub.spend(hub.till, 300, { kind: 'none' });
  await hub.pushAll(hub.till);
  expect(hub.flags()).toEqual(['NoCover']);
});

test('a declaration of another head, another epoch or an unread mailbox changes nothing', async () => {
  const hub = await aRestoredHub();
  const leases = [hub.held];
  const before = hub.request(hub.till, { leases });
  hub.till.aTopUp(10);
  expect(await hub.declare(hub.till, { leases })).toEqual({
    ok: true,
    value: { type: 'headDiffers', headSeq: before.headSeq },
  });
  await hub.pushAll(hub.till);
  expect(await hub.declare(hub.till, { ...before })).toMatchObject({
    value: { type: 'headDiffers', headSeq: before.headSeq + 1 },
  });
  expect(await hub.declare(hub.till, { leases, headHash: 'ab'.repeat(32) })).toMatchObject({
    value: { type: 'headDiffers' },
  });
  expect(await hub.declare(hub.till, { leases, mailboxCursor: 9 })).toEqual({
    ok: true,
    value: { type: 'mailboxDiffers' },
  });
  expect(await hub.declare(hub.till, { leases, epoch: 1 })).toEqual({
    ok: false,
    error: { type: 'EpochIsOther', epoch: 2 },
  });
  expect(hub.state()).toMatchObject({ leased: 0 });
});

test('a second declaration in an epoch changes nothing, whatever it says', async () => {
  const hub = await aRestoredHub();
  await hub.declare(hub.till, { leases: [hub.held] });
  await hub.declare(hub.other);
  expect(await hub.place(hub.till)).toMatchObject({ value: { placed: 0, isDeclared: true } });
  expect(await hub.declare(hub.till, { leases: [] })).toEqual({ ok: true, value: { type: 'declared' } });
  expect(hub.state()).toMatchObject({ leased: 800 });
});

test('what is named twice is no declaration', async () => {
  const hub = await aRestoredHub();
  const INVALID = { ok: false, error: { type: 'DeclarationInvalid' } };
  const twin = { ...hub.held, leaseId: leaseIdSchema.parse(v7()) };
  expect(await hub.declare(hub.other, { leases: [hub.held, twin] })).toEqual(INVALID);
  expect(await hub.declare(hub.other, { leases: [hub.held, hub.held] })).toEqual(INVALID);
  expect(hub.state()).toMatchObject({ leased: 0 });
});

test('nobody declares more than any account ever has, nor anything but value of households', async () => {
  const hub = await aRestoredHub();
  const fits = (changes: Partial<typeof hub.held>) =>
    declareRequestSchema.safeParse(hub.request(hub.till, { leases: [{ ...hub.held, ...changes }] })).success;
  expect([fits({}), fits({ amount: MOST_HELD }), fits({ amount: MOST_HELD + 1 })]).toEqual([
    true,
    true,
    false,
  ]);
  expect([fits({ amount: 0 }), fits({ unit: 'points' })]).toEqual([false, false]);
});

test('once the last device has said what it holds, all households are looked at: what waited for that follows', async () => {
  const hub = await aRestoredHub();
  const householdId = householdIdSchema.parse(v7());
  const isAsked = async () => {
    const asks = await hub.store.inSnapshot((tx) => tx.listAllowanceAsks(99));
    return asks.some((ask) => ask.householdId === householdId);
  };
  await hub.store.inTransaction((tx) =>
    tx.saveAllowanceFacts([
      {
        subject: `household:${householdId}`,
        section: 'size',
        number: 1,
        fact: { of: 'size', size: 2 },
      },
    ]),
  );
  await hub.declare(hub.other);
  expect(await isAsked()).toBe(false);
  await hub.declare(hub.till, { leases: [hub.held] });
  expect(await isAsked()).toBe(true);
});
