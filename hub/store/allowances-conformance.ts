import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { toPoints } from '../../shared/domain/points.ts';
import {
  allowancePosted,
  entitlementGranted,
  entitlementResumed,
  entitlementSuspended,
  householdSet,
} from '../../shared/operations/household-operations.ts';
import { leaseReturned } from '../../shared/operations/lease-operations.ts';
import { householdMerged } from '../../shared/operations/merge-operations.ts';
import { anAllowanceHub, NOVEMBER, schemeId } from '../allowance-hub.fixture.ts';
import { aChain, adminId, siteId } from '../chain-fixture.ts';
import { idOfAllowance } from '../rules/allowance-id.ts';
import { fillAllowanceFacts } from '../rules/fill-allowance-facts.ts';
import { placeLeases } from '../rules/place-leases.ts';
import { push } from '../rules/push.ts';
import { retryQuarantine } from '../rules/retry-quarantine.ts';
import type { HubStore } from './hub-store.ts';

const day = (text: string) => localDateSchema.parse(text);
const AS_ADMIN = { operatorId: adminId };

/** What the hub gives, whatever its store is made of. */
export function allowancesConformance(openStore: () => Promise<HubStore>): void {
  const aHub = async () => anAllowanceHub(await openStore());

  test('the hub gives a household its period once, by two processes at once and however often', async () => {
    const hub = await aHub();
    await hub.begin();
    const households = Array.from({ length: 60 }, () => hub.aHousehold());
    await hub.pushFrom(hub.founder);
    const written = await Promise.all([hub.post(), hub.post(), hub.post()]);
    expect(written.reduce((sum, each) => sum + each, 0)).toBe(60);
    expect([await hub.post(), await hub.post()]).toEqual([0, 0]);
    for (const householdId of households) {
      expect(await hub.given(householdId)).toEqual(['2026-11-01 1 40']);
      expect(await hub.figures(householdId, '2026-11-01')).toEqual([40, 0, 0]);
    }
    expect(hub.faults).toEqual([]);
    const [operation] = await hub.store.inSnapshot((tx) =>
      tx.findHashesById([idOfAllowance(`${households[0]}|points|2026-11-01|1`)]),
    );
    expect(operation).toBeDefined();
  });

  test('a scheme gives what it says, whatever text stands in its name', async () => {
    const hub = await aHub();
    await hub.begin({ name: 'Punti\u0000 \\u0000 "spesa"' });
    const householdId = hub.aHousehold();
    expect(await hub.pushFrom(hub.founder)).toMatchObject({ value: { quarantined: [] } });
    await hub.post();
    expect(await hub.given(householdId)).toEqual(['2026-11-01 1 40']);
  });

  test('nothing is given before all that its network wrote alone is here, and nothing of that twice', async () => {
    const hub = await aHub();
    await hub.begin({}, 6);
    const householdId = hub.aHousehold();
    const key = `${householdId}|points|2026-11-01|1`;
    hub.founder.write(
      allowancePosted,
      {
        householdId,
        siteId,
        schemeId,
        purse: 'points',
        periodStartsOn: day('2026-11-01'),
        periodEndsOn: day('2026-11-30'),
        revision: 1,
        points: toPoints(35),
        schemeAppliesFrom: day('2026-01-01'),
      },
      { changed: { id: idOfAllowance(key) } },
    );
    hub.founder.aTopUp(1);
    await hub.pushFrom(hub.founder, 1, 4);
    expect(await hub.post()).toBe(0);
    await hub.pushFrom(hub.founder, 5);
    expect(await hub.post()).toBe(0);
    expect(await hub.given()).toEqual(['2026-11-01 1 35']);
  });

  test('what a device gives of itself is kept aside, that of the counter that brought the network too', async () => {
    const hub = await aHub();
    await hub.begin();
    const householdId = hub.aHousehold();
    const body = {
      householdId,
      siteId,
      schemeId,
      purse: 'points',
      periodStartsOn: day('2026-11-01'),
      periodEndsOn: day('2026-11-30'),
      revision: 1,
      points: toPoints(35),
    } as const;
    const key = `${householdId}|points|2026-11-01|1`;
    hub.founder.write(allowancePosted, body, { changed: { id: idOfAllowance(key) } });
    const seq = hub.founder.operations.length;
    expect(await hub.pushFrom(hub.founder)).toMatchObject({
      value: { quarantined: [{ seq, reason: 'AuthorityOnly' }] },
    });
    expect(await hub.post()).toBe(1);
    expect(await retryQuarantine(hub.context)).toMatchObject({ taken: 0 });
    expect(await hub.given()).toEqual(['2026-11-01 1 40']);
    expect(await hub.figures(householdId, '2026-11-01')).toEqual([40, 0, 0]);
  });

  test('a month begins at midnight in Rome, and a clock that goes back a month gives nothing twice', async () => {
    const hub = await aHub();
    await hub.begin();
    hub.aHousehold();
    await hub.pushFrom(hub.founder);
    await hub.post();
    hub.clock.now = Date.UTC(2026, 10, 30, 22, 59, 59);
    expect(await hub.post()).toBe(0);
    hub.clock.now = Date.UTC(2026, 10, 30, 23, 0, 0);
    expect(await hub.post()).toBe(1);
    expect(await hub.given()).toEqual(['2026-11-01 1 40', '2026-12-01 1 40']);
    hub.clock.now = NOVEMBER;
    expect(await hub.post()).toBe(0);
    hub.clock.now = Date.UTC(2026, 11, 5);
    expect(await hub.post()).toBe(0);
  });

  test('points are there ahead where the scheme asks for it', async () => {
    const hub = await aHub();
    await hub.begin({ postDaysAhead: 10 });
    hub.aHousehold();
    await hub.pushFrom(hub.founder);
    expect(await hub.post()).toBe(2);
    expect(await hub.given()).toEqual(['2026-11-01 1 40', '2026-12-01 1 40']);
  });

  test('a run that ends in the middle goes on, and what was begun is not there', async () => {
    const hub = await aHub();
    await hub.begin();
    for (let count = 0; count < 120; count++) hub.aHousehold();
    await hub.pushFrom(hub.founder);
    let slices = 0;
    const ending: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction(async (tx) => {
          slices += 1;
          const outcome = await work(tx);
          if (slices > 1) throw new Error('the process ended');
          return outcome;
        }),
    };
    await expect(hub.post(ending)).rejects.toThrow('the process ended');
    const before = (await hub.given()).length;
    expect([before > 0, before < 120]).toEqual([true, true]);
    expect(await hub.post()).toBe(120 - before);
    expect((await hub.given()).length).toBe(120);
  });

  test('a household that grows, is suspended, or comes back is given what its scheme says', async () => {
    const hub = await aHub();
    await hub.begin({ whenHouseholdGrows: 'difference' });
    const householdId = householdIdSchema.parse(v7());
    hub.founder.aHouseholdOf(householdId);
    const { body } = hub.grant(householdId);
    const { entitlementId } = entitlementGranted.body.parse(JSON.parse(body ?? ''));
    const right = { householdId, entitlementId };
    const suspension = hub.founder.write(entitlementSuspended, right, AS_ADMIN);
    await hub.pushFrom(hub.founder);
    expect(await hub.post()).toBe(0);
    hub.founder.write(entitlementResumed, right, { ...AS_ADMIN, changed: { reversesId: suspension.id } });
    await hub.pushFrom(hub.founder);
    expect(await hub.post()).toBe(1);
    hub.founder.write(householdSet, { householdId, size: 4 }, AS_ADMIN);
    await hub.pushFrom(hub.founder);
    expect(await hub.post()).toBe(1);
    expect(await hub.given()).toEqual(['2026-11-01 1 40', '2026-11-01 2 20']);
  });

  test('whoever was merged into another has no allowance of its own', async () => {
    const hub = await aHub();
    await hub.begin();
    const [householdId, intoHouseholdId] = [hub.aHousehold(), hub.aHousehold()];
    hub.founder.write(householdMerged, { householdId, intoHouseholdId, moves: [], recomputed: [] }, AS_ADMIN);
    await hub.pushFrom(hub.founder);
    expect(await hub.post()).toBe(1);
    expect(await hub.given(intoHouseholdId)).toEqual(['2026-11-01 1 40']);
  });

  test('what is carried over waits for what is set aside, and moves what is free after a week', async () => {
    const hub = await aHub();
    await hub.begin({ carryOver: { kind: 'full' } });
    const [returning, keeping] = [hub.aHousehold(), hub.aHousehold()];
    await hub.pushFrom(hub.founder);
    await hub.post();
    const { deviceId } = hub.founder;
    const epoch = await hub.store.inSnapshot((tx) => tx.epoch());
    await placeLeases(hub.store, hub.pen, deviceId, { protocol: 1, epoch });
    expect(await hub.figures(returning, '2026-11-01')).toEqual([40, 0, 32]);
    hub.clock.now = Date.UTC(2026, 11, 1, 9);
    expect(await hub.post()).toBe(3); // and one letter that asks both leases back
    const leases = await hub.store.inSnapshot((tx) => tx.listLeasesOf(deviceId));
    expect(leases.map(({ recalledAt }) => recalledAt)).toEqual([hub.clock.now, hub.clock.now]);
    const own = leases.filter(({ account }) => account.includes(returning));
    hub.founder.write(leaseReturned, {
      deviceId,
      leases: own.map(({ leaseId, account, unit, amount }) => ({ leaseId, account, unit, amount })),
    });
    await hub.pushFrom(hub.founder);
    expect(await hub.post()).toBe(1);
    expect(await hub.given(returning)).toEqual([
      '2026-11-01 1 40',
      '2026-12-01 1 40',
      '2026-11-01 carried 40',
    ]);
    expect(await hub.figures(returning, '2026-12-01')).toEqual([80, 0, 0]);
    hub.clock.now = Date.UTC(2026, 11, 8, 9);
    expect(await hub.post()).toBe(1);
    expect((await hub.given(keeping)).at(-1)).toBe('2026-11-01 carried 8');
    expect(await hub.figures(keeping, '2026-11-01')).toEqual([32, 0, 32]);
    expect(hub.faults).toEqual([]);
  });

  test('where periods are weeks, what is free is carried over before the next week is over', async () => {
    const hub = await aHub();
    const period = { kind: 'days', days: 7, anchorOn: day('2026-11-02') } as const;
    await hub.begin({ carryOver: { kind: 'full' }, period });
    const householdId = hub.aHousehold();
    await hub.pushFrom(hub.founder);
    await hub.post();
    await placeLeases(hub.store, hub.pen, hub.founder.deviceId, { protocol: 1, epoch: 1 });
    expect(await hub.figures(householdId, '2026-11-16')).toEqual([40, 0, 32]);
    for (const passed of [1, 2, 6, 7, 8, 9]) {
      hub.clock.now = NOVEMBER + passed * 86_400_000;
      await hub.post();
    }
    expect(await hub.given(householdId)).toEqual([
      '2026-11-16 1 40',
      '2026-11-23 1 40',
      '2026-11-16 carried 8',
      '2026-11-30 1 40',
      '2026-11-23 carried 48',
    ]);
    expect(await hub.figures(householdId, '2026-11-30')).toEqual([88, 0, 0]);
  });

  test('where points are carried over, a month in which the right was suspended is not given once it is given back', async () => {
    const hub = await aHub();
    await hub.begin({ carryOver: { kind: 'full' } });
    const householdId = hub.aHousehold();
    await hub.pushFrom(hub.founder);
    await hub.post();
    const granted = hub.founder.operations.find(({ type }) => type === entitlementGranted.type)?.body ?? '';
    const { entitlementId } = entitlementGranted.body.parse(JSON.parse(granted));
    const right = { householdId, entitlementId };
    const on = (businessOn: string) => ({ businessOn: day(businessOn) });
    const suspension = hub.founder.write(entitlementSuspended, right, {
      ...AS_ADMIN,
      changed: on('2026-11-25'),
    });
    await hub.pushFrom(hub.founder);
    hub.clock.now = Date.UTC(2027, 0, 10, 9);
    expect(await hub.post()).toBe(0);
    const changed = { ...on('2027-01-10'), reversesId: suspension.id };
    hub.founder.write(entitlementResumed, right, { ...AS_ADMIN, changed });
    await hub.pushFrom(hub.founder);
    await hub.post();
    expect(await hub.given(householdId)).toEqual(['2026-11-01 1 40', '2027-01-01 1 40']);
  });

  test('of a period that ended nothing is leased again: what came back is carried over though another device is away', async () => {
    const hub = await aHub();
    await hub.begin({ carryOver: { kind: 'full' } });
    const householdId = hub.aHousehold();
    const away = aChain();
    await hub.enrol(away, 0);
    await hub.pushFrom(hub.founder);
    await hub.post();
    const goesTo = ({ deviceId }: typeof away) =>
      hub.store.inTransaction((tx) => tx.setHomes([{ householdId, deviceId }]));
    const lease = ({ deviceId }: typeof away) =>
      placeLeases(hub.store, hub.pen, deviceId, { protocol: 1, epoch: 1 });
    const giveBack = async (chain: typeof away, keeping: number) => {
      const leases = await hub.store.inSnapshot((tx) => tx.listLeasesOf(chain.deviceId));
      const parts = leases.filter(({ amount }) => amount > keeping);
      const from = chain.operations.length + 1;
      chain.write(leaseReturned, {
        deviceId: chain.deviceId,
        leases: parts.map(({ leaseId, account, unit, amount }) => ({
          leaseId,
          account,
          unit,
          amount: amount - keeping,
        })),
      });
      expect(await hub.pushFrom(chain, from)).toMatchObject({ ok: true });
    };
    await goesTo(away);
    await lease(away);
    await giveBack(away, 2);
    await goesTo(hub.founder);
    await lease(hub.founder);
    expect(await hub.figures(householdId, '2026-11-01')).toEqual([40, 0, 32]);
    hub.clock.now = Date.UTC(2026, 11, 1, 9);
    await hub.post();
    await giveBack(hub.founder, 0);
    hub.clock.now += 11 * 60_000;
    // Of the new period, and of nothing else.
    expect(await lease(hub.founder)).toMatchObject({ value: { placed: 1 } });
    expect(await hub.figures(householdId, '2026-11-01')).toEqual([40, 0, 2]);
    expect(await hub.figures(householdId, '2026-12-01')).toEqual([40, 0, 32]);
    hub.clock.now = Date.UTC(2026, 11, 8, 9);
    await hub.post();
    expect((await hub.given(householdId)).at(-1)).toBe('2026-11-01 carried 38');
  });

  test('what was taken before the hub kept facts is read from its log, once', async () => {
    const hub = await aHub();
    const older: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) => work({ ...tx, saveAllowanceFacts: async () => undefined })),
    };
    await hub.enrol(hub.founder, 2);
    hub.founder.anAdmin();
    hub.setScheme();
    const householdId = hub.aHousehold();
    await push({ ...hub.context, store: older }, hub.founder.deviceId, hub.founder.request());
    hub.founder.write(householdSet, { householdId, size: 3 }, AS_ADMIN);
    await hub.pushFrom(hub.founder);
    expect(await hub.post()).toBe(0);
    let claims = 0;
    const counting: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) =>
          work({
            ...tx,
            claimJob: async (...claim) => {
              const isMine = await tx.claimJob(...claim);
              if (isMine) claims += 1;
              return isMine;
            },
            // As where each is so long that no second one is read with it.
            listOperations: (stream, after) => tx.listOperations(stream, after, 1),
          }),
        ),
    };
    const filling = { store: counting, now: hub.pen.now };
    const both = await Promise.all([fillAllowanceFacts(filling), fillAllowanceFacts(filling)]);
    expect([claims, both.includes(true)]).toEqual([1, true]);
    expect(await fillAllowanceFacts(filling)).toBe(true);
    expect(await hub.post()).toBe(1);
    expect(await hub.given()).toEqual(['2026-11-01 1 50']);
  });

  test('a household whose allowance cannot be worked out holds up nobody else', async () => {
    const hub = await aHub();
    await hub.begin();
    hub.aHousehold();
    const faulty = `household:${hub.aHousehold()}` as const;
    hub.aHousehold();
    await hub.pushFrom(hub.founder);
    const failing: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) =>
          work({
            ...tx,
            listAllowanceFacts: (subjects) => {
              if (subjects.includes(faulty)) throw new Error('a bug');
              return tx.listAllowanceFacts(subjects);
            },
          }),
        ),
    };
    expect(await hub.post(failing)).toBe(2);
    expect(hub.faults.length).toBeGreaterThan(0);
    expect(await hub.post()).toBe(0);
    hub.clock.now += 3_600_000;
    expect(await hub.post()).toBe(1);
  });

  test('facts keep what has the higher number, whatever comes last', async () => {
    const { store } = await aHub();
    const householdId = householdIdSchema.parse(v7());
    const subject = `household:${householdId}` as const;
    const size = (number: number, people: number) =>
      ({ subject, section: 'size', number, fact: { of: 'size', size: people } }) as const;
    await store.inTransaction((tx) => tx.saveAllowanceFacts([size(4, 4), size(7, 7), size(5, 5)]));
    await store.inTransaction((tx) => tx.saveAllowanceFacts([size(6, 6)]));
    const read = await store.inSnapshot((tx) => tx.listAllowanceFacts([subject, 'merges']));
    expect(read).toEqual([size(7, 7)]);
    const asks = await store.inTransaction(async (tx) => {
      await tx.askForAllowances([householdId]);
      await tx.askForAllowances('all');
      return tx.listAllowanceAsks(9);
    });
    expect(asks.map((each) => each.householdId)).toEqual([householdId, householdId]);
    await store.inTransaction(async (tx) => {
      expect(await tx.claimAllowanceTurns(5, 9)).toEqual([householdId]);
      await tx.setAllowanceTurns([householdId], 5);
      await tx.deleteAllowanceAsks(asks.slice(0, 1).map(({ ask }) => ask));
    });
    await store.inTransaction(async (tx) => {
      expect([await tx.claimAllowanceTurns(5, 9), await tx.claimAllowanceTurns(4, 9)]).toEqual([
        [],
        [householdId],
      ]);
      expect(await tx.listAllowanceAsks(9)).toEqual(asks.slice(1));
    });
  });
}
