import { v5, v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  authorisationIdSchema,
  type HouseholdId,
  householdIdSchema,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { keyOfSweep, SWEEPS } from '../../shared/domain/merge-sweep.ts';
import { leaseReturned } from '../../shared/operations/lease-operations.ts';
import { householdMergeSwept, householdMergeUndone } from '../../shared/operations/merge-operations.ts';
import { canonicalText } from '../../shared/operations/operation.ts';
import type { HouseholdClaim } from '../../shared/sync/claims.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { adminId } from '../chain-fixture.ts';
import { authorise } from '../rules/authorise.ts';
import { placeLeases } from '../rules/place-leases.ts';
import { aSweepHub, NOTHING, november } from '../sweep-hub.fixture.ts';
import type { HubStore } from './hub-store.ts';

/** Has leases placed for the till, and gives back what it holds of a household. */
function leasesOf({ store, pen, till, pushFrom }: Awaited<ReturnType<typeof aSweepHub>>) {
  const own = async (householdId: HouseholdId) => {
    const leases = await store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    return leases.filter(({ account, amount }) => account.includes(householdId) && amount > 0);
  };
  return {
    place: async () => {
      const epoch = await store.inSnapshot((tx) => tx.epoch());
      await placeLeases(store, pen, till.deviceId, { protocol: 1, epoch });
    },
    giveBack: async (householdId: HouseholdId) => {
      const leases = (await own(householdId)).map(({ leaseId, account, unit, amount }) => ({
        leaseId,
        account,
        unit,
        amount,
      }));
      till.write(leaseReturned, { deviceId: till.deviceId, leases });
      await pushFrom(till);
    },
    amounts: async (householdId: HouseholdId) => (await own(householdId)).map(({ amount }) => amount),
  };
}

/** A store that fails once a run has gone on for so many transactions: a run without end would hang the tests. */
function endingAfter(most: number, store: HubStore): HubStore {
  let begun = 0;
  return {
    ...store,
    inTransaction: (work) => {
      begun += 1;
      return begun > most
        ? Promise.reject(new Error(`no end after ${most} transactions`))
        : store.inTransaction(work);
    },
  };
}

/** What the hub brings along to merged households, whatever its store is made of. */
export function sweepsConformance(openStore: () => Promise<HubStore>): void {
  const aHub = async () => aSweepHub(await openStore());

  test('a sale that comes late counts against the one allowance, once, by however many processes', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    const mergeId = await hub.merge(a, b);
    expect(await hub.points(a, b)).toEqual([0, 40]);
    await hub.sell(a, { points: 15 });
    const written = await Promise.all([hub.post(), hub.post(), hub.post()]);
    expect(written.reduce((sum, each) => sum + each, 0)).toBe(1);
    expect(await hub.points(a, b)).toEqual([0, 25]);
    const [operation] = await hub.swept();
    const moves = [{ purse: 'points', periodStartsOn: november, intoPeriodStartsOn: november, amount: -15 }];
    expect(operation).toMatchObject({
      id: v5(keyOfSweep(mergeId, 0, canonicalText({ moves, recomputed: [] })), SWEEPS),
      causeId: mergeId,
      body: canonicalText({ householdId: a, intoHouseholdId: b, moves, recomputed: [] }),
    });
    // The same once more is another one.
    await hub.sell(a, { points: 15 });
    await hub.post();
    expect(await hub.points(a, b)).toEqual([0, 10]);
    expect(new Set((await hub.swept()).map(({ id }) => id)).size).toBe(2);
    expect(hub.faults).toEqual([]);
  });

  test('an allowance that was under way goes back to its scheme, less what was spent of it', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    await hub.sell(a, { points: 5 });
    await hub.merge(a, b, NOTHING); // the office had heard of neither
    expect(await hub.points(a, b)).toEqual([0, 35]);
    const [operation] = await hub.swept();
    expect(JSON.parse(operation?.body ?? '').recomputed).toMatchObject([
      { householdId: a, amount: -40, allowancePoints: -40 },
    ]);
    expect(await hub.post()).toBe(0);
  });

  test('a late top-up is added, and what is spent of it there is taken of the other', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    await hub.merge(a, b);
    await hub.topUp(a, 'cents', 700);
    await hub.topUp(a, 'washes', 2);
    await hub.post();
    expect(await hub.cents(a, b)).toEqual([0, 700]);
    await hub.sell(a, { cents: 300 });
    await hub.post();
    expect(await hub.cents(a, b)).toEqual([0, 400]);
  });

  test('what is more than the other one has waits where it was spent, and leases of it are asked back', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    const leases = leasesOf(hub);
    await hub.sell(b, { points: 10 }); // from then on it goes to that till
    await leases.place();
    await hub.merge(a, b);
    expect([await leases.amounts(b), await hub.points(a, b)]).toEqual([[24], [0, 30]]);
    const before = await hub.lettersTo(hub.till);
    await hub.sell(a, { points: 28 });
    await hub.post();
    expect([await hub.points(a, b), (await hub.lettersTo(hub.till)) - before]).toEqual([[-22, 24], 1]);
    await leases.giveBack(b);
    await hub.post();
    expect(await hub.points(a, b)).toEqual([0, 2]);
    await hub.sell(a, { points: 9 });
    await hub.post();
    expect(await hub.points(a, b)).toEqual([-7, 0]);
    expect([await hub.post(), hub.faults]).toEqual([0, []]);
  });

  test('what a device holds a lease of stays there until it is spent or comes back', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    const leases = leasesOf(hub);
    await hub.sell(a, { points: 0, cents: 1 });
    await hub.topUp(a, 'cents', 1001);
    await leases.place();
    await hub.merge(a, b, NOTHING);
    expect([await leases.amounts(a), await hub.cents(a, b)]).toEqual([
      [800, 32],
      [800, 200],
    ]);
    expect([await hub.points(a, b), await hub.lettersTo(hub.till)]).toEqual([[32, 40], 1]);
    await leases.giveBack(a);
    await hub.post();
    expect([await hub.cents(a, b), await hub.points(a, b)]).toEqual([
      [0, 1000],
      [0, 40],
    ]);
    expect(hub.faults).toEqual([]);
  });

  test('what comes to the first of a chain of merges goes to its end', async () => {
    const hub = await aHub();
    const [a, b, c] = hub.households;
    const mergeId = await hub.merge(a, b);
    await hub.merge(b, c);
    await hub.sell(a, { points: 15 });
    await hub.topUp(b, 'cents', 50);
    await hub.post();
    expect([await hub.points(a, b, c), await hub.cents(a, b, c)]).toEqual([
      [0, 0, 25],
      [0, 0, 50],
    ]);
    expect((await hub.swept()).map(({ causeId }) => causeId)).toContain(mergeId);
  });

  test('what was sold before it was given is not noted as missing once it is given', async () => {
    const hub = await aHub();
    const [a] = hub.households;
    const december = localDateSchema.parse('2026-12-01');
    await hub.sell(a, { points: 15 }, hub.till, december); // as a hub that was restored takes it again
    const loose = () => hub.store.inSnapshot((tx) => tx.listLoose());
    expect(await hub.store.inSnapshot((tx) => tx.sumOverdrawn())).toEqual([
      { unit: 'points', accounts: 1, amount: 15 },
    ]);
    hub.clock.now += 10 * 24 * 3_600_000; // December has begun
    await hub.post();
    expect([await hub.figures(a, december), await loose()]).toEqual([[25, 0, 0], []]);
  });

  test('a household that two offices joined to different ones is brought along to one of these, takes nothing of the other, and that has an end', async () => {
    const hub = await aHub();
    const [a, b, c] = hub.households;
    for (const spent of [a, b]) await hub.sell(spent, { points: 40 });
    await hub.merge(a, b, NOTHING);
    await hub.merge(a, c, NOTHING);
    await hub.merge(b, a, NOTHING); // and back
    await hub.topUp(a, 'cents', 50);
    await hub.post(endingAfter(100, hub.store));
    expect([await hub.points(a, b, c), await hub.cents(a, b, c)]).toEqual([
      [0, 0, 40],
      [0, 50, 0],
    ]);
    expect(hub.faults).toEqual([]);
  });

  test('where bringing along has no end the run ends all the same, says so, and gives everybody else what is due', async () => {
    const hub = await aHub();
    const [a, b, c] = hub.households;
    await hub.merge(a, b);
    hub.clock.now += 10 * 24 * 3_600_000; // December has begun
    const late = {
      account: householdAccount(a, 'cents'),
      unit: 'cents',
      posted: 70,
      reserved: 0,
      leased: 0,
    } as const;
    const store: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) => work({ ...tx, listAccountsOf: async () => [late] })),
    };
    await hub.post(endingAfter(100, store));
    const accounts = [b, c].map((id) => householdAccount(id, 'points', localDateSchema.parse('2026-12-01')));
    const given = await hub.store.inSnapshot((tx) => tx.findAccounts(accounts));
    expect(accounts.map((account) => given.get(account)?.posted)).toEqual([40, 40]);
    expect(hub.faults.map(String)).toEqual([
      'Error: what is brought along to merged households has no end after 20 times',
    ]);
  });

  test('by a merge that is undone nothing is brought along any more', async () => {
    const hub = await aHub();
    const [a, b, c] = hub.households;
    const mergeId = await hub.merge(a, b);
    await hub.undo(mergeId, a, b);
    await hub.topUp(a, 'cents', 70);
    await hub.post();
    expect([await hub.cents(a, b), await hub.swept()]).toEqual([[70, 0], []]);
    await hub.merge(a, c);
    expect(await hub.cents(a, b, c)).toEqual([0, 0, 70]);
  });

  test('what a counter sweeps is kept aside, that of the one that brought the network too', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    const mergeId = await hub.merge(a, b);
    await hub.topUp(a, 'cents', 70);
    const transfer = { moves: [{ purse: 'cents' as const, amount: 70 }], recomputed: [] };
    const body = { householdId: a, intoHouseholdId: b, ...transfer };
    hub.founder.write(householdMergeSwept, body, { causeId: mergeId });
    expect(await hub.pushFrom(hub.founder)).toMatchObject({
      value: { quarantined: [{ reason: 'AuthorityOnly' }] },
    });
    await hub.post();
    expect(await hub.cents(a, b)).toEqual([0, 70]);
  });

  test('a merge that is undone while the hub plans leaves things where they are', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    const mergeId = await hub.merge(a, b);
    await hub.topUp(a, 'cents', 70);
    let isUndone = false;
    const slow: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) =>
          work({
            ...tx,
            lockAccounts: async (accounts) => {
              const states = await tx.lockAccounts(accounts);
              if (isUndone) return states;
              isUndone = true;
              // As if it had been taken between what was read before and these locks.
              await tx.saveAllowanceFacts([
                {
                  subject: 'merges',
                  section: `undone/${mergeId}`,
                  number: 1_000,
                  fact: { of: 'undone', mergeId },
                },
              ]);
              return states;
            },
          }),
        ),
    };
    await hub.post(slow);
    expect([isUndone, await hub.cents(a, b), await hub.swept()]).toEqual([true, [70, 0], []]);
  });

  test('a household whose counter is still entering waits until all that it brings is here', async () => {
    const hub = await aHub();
    const [, b] = hub.households;
    const theirs = householdIdSchema.parse(v7());
    hub.till.aHouseholdOf(theirs);
    await hub.pushFrom(hub.till);
    await hub.merge(theirs, b, NOTHING);
    const enter = (broughtUntil: number) =>
      hub.store.inTransaction((tx) => tx.setBroughtUntil(hub.till.deviceId, broughtUntil));
    await enter(99);
    await hub.topUp(theirs, 'cents', 70, hub.founder);
    await hub.post();
    expect(await hub.cents(theirs, b)).toEqual([70, 0]);
    await enter(0);
    hub.clock.now += 3_600_000;
    await hub.post();
    expect(await hub.cents(theirs, b)).toEqual([0, 70]);
  });

  test('households that merges join are looked at again when something moves, and no others', async () => {
    const hub = await aHub();
    const [a, b, c] = hub.households;
    await hub.merge(a, b);
    const asks = await hub.store.inTransaction(async (tx) => {
      await tx.askAboutMerged([a, b, c]);
      return tx.listAllowanceAsks(9);
    });
    expect(asks.map(({ householdId }) => householdId).sort()).toEqual([a, b].sort());
    await hub.topUp(c, 'cents', 5);
    const accounts = await hub.store.inSnapshot((tx) => tx.listAccountsOf([c, a]));
    const used = accounts.filter(({ posted }) => posted !== 0);
    expect(used.map(({ account, posted }) => [account, posted])).toEqual([
      [householdAccount(c, 'cents'), 5],
      [householdAccount(c, 'points', november), 40],
    ]);
  });

  test('of merges only those are read that the households of a turn are connected with', async () => {
    const hub = await aHub();
    const [a, b, c] = hub.households;
    const [d, e] = [hub.aHousehold(), hub.aHousehold()];
    const firstId = await hub.merge(a, b);
    const undoneId = await hub.merge(b, c);
    await hub.undo(undoneId, b, c);
    const listed = async (...ids: HouseholdId[]) => {
      const rows = await hub.store.inSnapshot((tx) => tx.listMergesOf(ids));
      return rows.map(({ subject, section }) => `${subject}/${section}`).sort();
    };
    // Which of a chain hold is decided by all of it, from whichever end it is asked for.
    const all = [`merges/merge/${firstId}`, `merges/merge/${undoneId}`, `merges/undone/${undoneId}`].sort();
    expect([await listed(a), await listed(b), await listed(c)]).toEqual([all, all, all]);
    expect([await listed(d), await listed()]).toEqual([[], []]);

    const read: string[] = [];
    const watched: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) =>
          work({
            ...tx,
            listMergesOf: async (ids) => {
              const rows = await tx.listMergesOf(ids);
              read.push(...rows.map(({ section }) => section));
              return rows;
            },
            listAllowanceFacts: async (subjects) => {
              read.push(...subjects.filter((subject) => subject === 'merges'));
              return tx.listAllowanceFacts(subjects);
            },
          }),
        ),
    };
    hub.clock.now += 3_600_000;
    await hub.post();
    await hub.store.inTransaction((tx) => tx.askForAllowances([d, e]));
    await hub.post(watched);
    expect(read).toEqual([]);
    await hub.store.inTransaction((tx) => tx.askForAllowances([a]));
    await hub.post(watched);
    expect(new Set(read)).toEqual(new Set((await listed(b)).map((each) => each.slice('merges/'.length))));
  });

  test('what cannot be brought along to a household withholds no allowance, neither its own nor that of others', async () => {
    const hub = await aHub();
    const [a, b, c] = hub.households;
    await hub.merge(a, b);
    await hub.topUp(a, 'cents', 70);
    hub.clock.now += 10 * 24 * 3_600_000; // December has begun
    const isBroken: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) =>
          work({ ...tx, listAccountsOf: () => Promise.reject(new Error('what came cannot be read')) }),
        ),
    };
    await hub.post(isBroken);
    const december = localDateSchema.parse('2026-12-01');
    const accounts = [b, c].map((id) => householdAccount(id, 'points', december));
    const given = await hub.store.inSnapshot((tx) => tx.findAccounts(accounts));
    expect(accounts.map((account) => given.get(account)?.posted)).toEqual([40, 40]);
    expect([hub.faults.length > 0, await hub.cents(a, b)]).toEqual([true, [70, 0]]);
    hub.clock.now += 3_600_000;
    await hub.post();
    expect(await hub.cents(a, b)).toEqual([0, 70]);
  });

  /** What an office asks before it parts two households, by how many sweeps of each it knows. */
  const askToPart = (hub: Awaited<ReturnType<typeof aHub>>, ...claims: Omit<HouseholdClaim, 'kind'>[]) => {
    const ids = {
      authorisationId: authorisationIdSchema.parse(v7()),
      operationId: operationIdSchema.parse(v7()),
    };
    const asked = async (): Promise<string> => {
      const epoch = await hub.store.inSnapshot((tx) => tx.epoch());
      const answer = await authorise(hub.store, hub.pen, hub.founder.deviceId, {
        protocol: PROTOCOL_VERSION,
        epoch,
        ...ids,
        spends: [],
        claims: claims.map((claim) => ({ kind: 'household', ...claim })),
      });
      if (!answer.ok) return answer.error.type;
      return answer.value.type === 'refused' ? answer.value.because : answer.value.type;
    };
    return { ...ids, asked };
  };

  test('two households are parted only by whoever knows what was brought along, and meanwhile nothing more is', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    const mergeId = await hub.merge(a, b);
    const ask = (ofFrom: number, ofInto: number) =>
      askToPart(
        hub,
        { householdId: a, mergeId, sweeps: ofFrom },
        { householdId: b, mergeId: null, sweeps: ofInto },
      );
    await hub.topUp(a, 'cents', 70);
    await hub.post();
    expect(await Promise.all([ask(0, 0), ask(0, 1), ask(1, 0)].map(({ asked }) => asked()))).toEqual([
      'NewsFirst',
      'NewsFirst',
      'NewsFirst',
    ]);
    const parting = ask(1, 1);
    expect(await parting.asked()).toBe('granted');
    await hub.topUp(a, 'cents', 30);
    await hub.post();
    expect(await hub.cents(a, b)).toEqual([30, 70]);
    const moves = [{ purse: 'cents' as const, amount: -70 }];
    hub.founder.write(
      householdMergeUndone,
      { householdId: a, intoHouseholdId: b, moves, recomputed: [] },
      { operatorId: adminId, changed: { id: parting.operationId, reversesId: mergeId } },
    );
    await hub.pushFrom(hub.founder);
    await hub.post();
    expect([await hub.cents(a, b), hub.faults]).toEqual([[100, 0], []]);
  });

  test('what waited for an act that was given up is brought along', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    const mergeId = await hub.merge(a, b);
    const parting = askToPart(
      hub,
      { householdId: a, mergeId, sweeps: 0 },
      { householdId: b, mergeId: null, sweeps: 0 },
    );
    expect(await parting.asked()).toBe('granted');
    await hub.topUp(a, 'cents', 70);
    await hub.post();
    expect(await hub.cents(a, b)).toEqual([70, 0]);
    await hub.store.inTransaction((tx) => tx.releaseClaims([parting.authorisationId]));
    hub.clock.now += 3_600_000;
    await hub.post();
    expect(await hub.cents(a, b)).toEqual([0, 70]);
  });

  test('the middle of a chain of merges is parted from its end by whoever knows what went past it', async () => {
    const hub = await aHub();
    const [a, b, c] = hub.households;
    await hub.merge(a, b);
    const mergeId = await hub.merge(b, c);
    await hub.topUp(a, 'cents', 70);
    await hub.post();
    const ask = (sweeps: number) =>
      askToPart(hub, { householdId: b, mergeId, sweeps }, { householdId: c, mergeId: null, sweeps: 9 });
    const [toRead, parting] = [ask(0), ask(1)];
    expect([await toRead.asked(), await parting.asked()]).toEqual(['NewsFirst', 'granted']);
    // Counters know no more of what came to somebody who was erased.
    await hub.store.inTransaction(async (tx) => {
      await tx.releaseClaims([parting.authorisationId]);
      await tx.eraseHousehold({ householdId: a, number: 1, erasedAt: hub.clock.now });
    });
    expect(await ask(0).asked()).toBe('granted');
  });

  test('whoever asks to part two households while something is brought along to them is told that there is news', async () => {
    const hub = await aHub();
    const [a, b] = hub.households;
    const mergeId = await hub.merge(a, b);
    await hub.topUp(a, 'cents', 70);
    const parting = askToPart(
      hub,
      { householdId: a, mergeId, sweeps: 0 },
      { householdId: b, mergeId: null, sweeps: 0 },
    );
    let answer: Promise<string> | null = null;
    const slow: HubStore = {
      ...hub.store,
      inTransaction: (work) =>
        hub.store.inTransaction((tx) =>
          work({
            ...tx,
            lockAccounts: async (accounts) => {
              answer ??= parting.asked();
              await new Promise((resolve) => setTimeout(resolve, 100)); // long enough to be answered, were it not held
              return tx.lockAccounts(accounts);
            },
          }),
        ),
    };
    await hub.post(slow);
    expect([await answer, await hub.cents(a, b)]).toEqual(['NewsFirst', [0, 70]]);
  });
}
