import { v7 } from 'uuid';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { findHousehold } from '../electron/database/households.ts';
import { listHouseholdsByCodiceFiscale } from '../electron/database/identity.ts';
import { startChain } from '../electron/database/log.ts';
import { findNetwork, listOperators, listSites } from '../electron/database/network.ts';
import { rebuildProjections } from '../electron/database/rebuild.ts';
import { isAllowanceAuthority } from '../electron/database/sync.ts';
import { writeIn } from '../electron/folder-fixture.ts';
import { deviceIdSchema } from '../shared/domain/ids.ts';
import { assert } from '../shared/domain/result.ts';
import { deviceContinued, organisationSet } from '../shared/operations/network-operations.ts';
import {
  aCounterAlone,
  CODE_OF_ANNA,
  crashed,
  EAN_OF_BOTH,
  EAN_OF_ONE,
  type EntryCounter,
} from './entry-fixture.ts';
import { aHub, closeAll, type Hub, PATIENCE } from './two-counters-fixture.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

/** A network of one counter at a hub, and another counter that stands alone with data of its own. */
async function twoNetworks() {
  const hub = await aHub();
  const first = await aCounterAlone();
  first.aProduct(EAN_OF_BOTH, 5);
  first.aHousehold('Rossi Anna', CODE_OF_ANNA);
  first.aHousehold('Bianchi Luca');
  expect(await first.join(hub, await hub.aCode(null))).toMatchObject({ ok: true });
  await first.upToDate();
  const lone = await aCounterAlone();
  lone.aProduct(EAN_OF_BOTH, 3);
  lone.aProduct(EAN_OF_ONE, 7);
  const anna = lone.aHousehold('Rosi Annamaria', CODE_OF_ANNA, true);
  lone.aHousehold('Bianchi Luca');
  lone.aHousehold('Verdi Pia');
  return { hub, first, lone, anna };
}

const codeFrom = async (counter: EntryCounter): Promise<string> => {
  const made = await counter.ask('sync.makeCode', { siteId: null });
  assert(made.ok, 'an administrator makes a code');
  return made.value.code;
};

const operationsOf = (hub: Hub, counter: EntryCounter) =>
  hub.store.state().operations.filter(({ operation }) => operation.deviceId === counter.head().deviceId);

/** Everything that an entry comes to, at both counters and at the hub, once it has settled. */
async function expectEntered(hub: Hub, first: EntryCounter, lone: EntryCounter) {
  await lone.upToDate();
  await vi.waitFor(() => expect(lone.pointsOf(EAN_OF_BOTH)).toBe(5), PATIENCE);
  await vi.waitFor(() => expect(listSites(first.db())).toHaveLength(2), PATIENCE);
  await first.upToDate();
  await vi.waitFor(() => {
    for (const counter of [first, lone]) {
      expect([EAN_OF_BOTH, EAN_OF_ONE].map(counter.pointsOf)).toEqual([5, 7]);
      expect(findNetwork(counter.db())).toEqual(findNetwork(first.db()));
      expect(listHouseholdsByCodiceFiscale(counter.db(), CODE_OF_ANNA)).toHaveLength(2);
    }
  }, PATIENCE);
  expect(isAllowanceAuthority(lone.db())).toBe(false);
  const { deviceId, seq } = lone.head();
  expect(hub.store.state().devices.get(deviceId)).toMatchObject({ state: 'active', headSeq: seq });
  const taken = operationsOf(hub, lone).map(({ operation }) => operation.seq);
  const aside = hub.store.state().quarantine.filter((row) => row.deviceId === deviceId);
  expect(new Set(aside.map(({ reason }) => reason))).toEqual(new Set(['NetworkHasOwn']));
  expect([...taken, ...aside.map((row) => row.seq)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: seq }, (_, index) => index + 1),
  );
  expect(await lone.ask('sync.status', {})).toMatchObject({ value: { quarantined: 0 } });
}

const tablesOf = ({ db }: EntryCounter) =>
  ['network', 'identity_key', 'product', 'category', 'goods_limit', 'programme', 'household'].map((table) =>
    db().all<readonly [], Record<string, unknown>>({
      name: `all of ${table}`,
      sql: `SELECT * FROM ${table} ORDER BY 1`,
    }),
  );

describe('a counter that stood alone', () => {
  test('looks at a network, and nothing of it is sent before it enters', async () => {
    const { hub, first, lone } = await twoNetworks();
    const before = lone.head();
    expect(await lone.join(hub, await codeFrom(first))).toEqual({ ok: true, value: null });
    expect(await lone.ask('sync.status', {})).toMatchObject({ value: { type: 'joining' } });
    expect(await lone.preview()).toMatchObject({
      preview: {
        networkName: 'Rete di prova',
        products: {
          matched: 1,
          onlyHere: 1,
          otherPoints: 1,
          examples: [{ points: 3, theirPoints: 5 }],
        },
        households: { kept: 3, theirs: 2 },
        alike: {
          count: 2,
          listed: [
            { displayName: 'Rosi Annamaria', theirName: 'Rossi Anna', isCertain: true },
            {
              displayName: 'Bianchi Luca',
              theirName: 'Bianchi Luca',
              isCertain: false,
              reasons: ['sameName'],
            },
          ],
        },
        administrators: ['Anna Rossi'],
        sameShortNames: ['EMP'],
      },
    });
    expect([lone.head(), operationsOf(hub, lone)]).toEqual([before, []]);
    expect(lone.pointsOf(EAN_OF_BOTH)).toBe(3);
    expect(isAllowanceAuthority(lone.db())).toBe(true);
  });

  test("enters with what it has: the network's prices and administrators hold, households of both are kept", async () => {
    const { hub, first, lone, anna } = await twoNetworks();
    await lone.join(hub, await codeFrom(first));
    await lone.preview();
    const siteId = listSites(lone.db())[0]?.siteId;
    assert(siteId !== undefined, 'it has a site');
    expect(await lone.ask('sync.enter', {})).toEqual({ ok: true, value: null });
    await expectEntered(hub, first, lone);
    // Who administered it works there and administers nothing, here and at the hub.
    expect(
      listOperators(lone.db(), siteId)
        .map(({ roles }) => roles)
        .filter((roles) => roles.length > 0),
    ).toEqual([['cashier', 'laundry', 'office', 'socialWorker']]);
    expect(await lone.ask('sync.makeCode', { siteId: null })).toMatchObject({ error: { type: 'Forbidden' } });
    // What two have registered is found at either, to be merged by somebody.
    const alike = await first.ask('registers.possibleDuplicates', {
      persons: [{ fullName: 'Rossi Anna', birthDate: null, codiceFiscale: CODE_OF_ANNA }],
    });
    assert(alike.ok, 'an office looks');
    expect(alike.value.map(({ household }) => household.householdId)).toContain(anna);
    // Made anew from the log, every table is what it was: what was overruled stays so.
    const tables = tablesOf(lone);
    rebuildProjections(lone.live().context.inTransaction);
    expect(tablesOf(lone)).toEqual(tables);
    expect(findHousehold(first.db(), anna)).toMatchObject({ displayName: 'Rosi Annamaria' });
  });

  test('that sells while the hub answers brings that too', async () => {
    const { hub, first, lone } = await twoNetworks();
    await lone.join(hub, await codeFrom(first));
    await lone.preview();
    hub.slow.entryMs = 300;
    const { deviceId } = lone.head();
    const stateAtHub = () => hub.store.state().devices.get(deviceId)?.state;
    const entering = lone.ask('sync.enter', {});
    await vi.waitFor(() => expect(stateAtHub()).toBe('active'), { ...PATIENCE, interval: 5 });
    for (let time = 0; time < 5; time++)
      writeIn(lone.live(), organisationSet, JSON.parse(organisationOf(lone)));
    expect(await entering).toEqual({ ok: true, value: null });
    await expectEntered(hub, first, lone);
  });

  test('leaves as if nothing had been, and may come again', async () => {
    const { hub, first, lone } = await twoNetworks();
    const before = lone.head();
    await lone.join(hub, await codeFrom(first));
    await lone.preview();
    expect(await lone.ask('sync.leave', {})).toEqual({ ok: true, value: null });
    expect(await lone.ask('sync.status', {})).toMatchObject({ value: { type: 'alone' } });
    expect(await lone.ask('sync.enter', {})).toEqual({ ok: false, error: { type: 'NothingToEnter' } });
    expect([lone.head(), hub.store.state().devices.has(before.deviceId)]).toEqual([before, false]);
    await lone.join(hub, await codeFrom(first));
    await lone.preview();
    await lone.ask('sync.enter', {});
    await expectEntered(hub, first, lone);
  });

  test('stays alone where the hub is away when it would enter, and leaves without it', async () => {
    const { hub, first, lone } = await twoNetworks();
    await lone.join(hub, await codeFrom(first));
    await lone.preview();
    await hub.stop();
    expect(await lone.ask('sync.enter', {})).toEqual({ ok: false, error: { type: 'HubUnreachable' } });
    expect(isAllowanceAuthority(lone.db())).toBe(true);
    expect(await lone.ask('sync.leave', {})).toEqual({ ok: true, value: null });
    expect(await lone.ask('sync.status', {})).toMatchObject({ value: { type: 'alone' } });
  });

  test('pressed twice enters once, and what is pressed meanwhile is told what came of it', async () => {
    const { hub, first, lone } = await twoNetworks();
    await lone.join(hub, await codeFrom(first));
    await lone.preview();
    const pressed = await Promise.all([
      lone.ask('sync.enter', {}),
      lone.ask('sync.enter', {}),
      lone.ask('sync.leave', {}),
    ]);
    expect(pressed).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
      { ok: false, error: { type: 'EnteredMeanwhile' } },
    ]);
    await expectEntered(hub, first, lone);
  });

  test('that is leaving is not let in by what is pressed meanwhile', async () => {
    const { hub, first, lone } = await twoNetworks();
    const before = lone.head();
    await lone.join(hub, await codeFrom(first));
    await lone.preview();
    const pressed = await Promise.all([lone.ask('sync.leave', {}), lone.ask('sync.enter', {})]);
    expect(pressed).toEqual([
      { ok: true, value: null },
      { ok: false, error: { type: 'NothingToEnter' } },
    ]);
    expect([lone.head(), hub.store.state().devices.has(before.deviceId)]).toEqual([before, false]);
  });

  test('that was restored from a backup brings nothing: part of its log would be missing', async () => {
    const { hub, first, lone } = await twoNetworks();
    const { deviceId: from, seq, hash } = lone.head();
    const siteId = listSites(lone.db())[0]?.siteId;
    assert(siteId !== undefined, 'it has a site');
    const deviceId = deviceIdSchema.parse(v7());
    lone.live().context.inTransaction((tx) => startChain(tx, deviceId));
    writeIn(lone.live(), deviceContinued, { deviceId, siteId, from, seq, hash });
    expect(await lone.join(hub, await codeFrom(first))).toEqual({
      ok: false,
      error: { type: 'RestoredAlone' },
    });
  });
});

describe('an entry that is cut goes on from where it was', () => {
  const onTheWay = async () => {
    const two = await twoNetworks();
    await two.lone.join(two.hub, await codeFrom(two.first));
    return two;
  };

  test('after the enrolment, and while it looks', async () => {
    const { hub, first, lone } = await onTheWay();
    const again = await crashed(lone);
    await again.preview();
    const third = await crashed(again);
    expect(await third.ask('sync.enter', {})).toMatchObject({ error: { type: 'PreviewMissing' } });
    await third.preview();
    await third.ask('sync.enter', {});
    await expectEntered(hub, first, third);
  });

  test('where the hub has let it in and it does not know', async () => {
    const { hub, first, lone } = await onTheWay();
    await lone.preview();
    hub.lost.entries = 1;
    expect(await lone.ask('sync.enter', {})).toEqual({ ok: false, error: { type: 'HubUnreachable' } });
    expect(hub.store.state().devices.get(lone.head().deviceId)?.state).toBe('active');
    const again = await crashed(lone);
    // It still stands alone: what it writes meanwhile comes along.
    writeIn(again.live(), organisationSet, JSON.parse(organisationOf(again)));
    expect(await again.ask('sync.leave', {})).toEqual({ ok: false, error: { type: 'AlreadyEntered' } });
    await again.preview();
    await again.ask('sync.enter', {});
    await expectEntered(hub, first, again);
  });

  test('before anything was sent, and where the first answer is lost', async () => {
    const { hub, first, lone } = await onTheWay();
    await lone.preview();
    hub.lost.pushes = 2;
    await lone.ask('sync.enter', {});
    const again = await crashed(lone);
    await expectEntered(hub, first, again);
  });

  test('where everything is sent and not everything is read', async () => {
    const { hub, first, lone } = await onTheWay();
    await lone.preview();
    await lone.ask('sync.enter', {});
    await vi.waitFor(
      () => {
        const { seq, deviceId } = lone.head();
        expect(hub.store.state().devices.get(deviceId)?.headSeq).toBe(seq);
      },
      { ...PATIENCE, interval: 1 },
    );
    const again = await crashed(lone);
    await expectEntered(hub, first, again);
  });
});

describe('where the hub is restored from a backup of before the entry', () => {
  test.each(['was not there', 'was looking still'] as const)(
    'one that %s comes back with what it brought and all that it did since',
    async (then) => {
      const { hub, first, lone } = await twoNetworks();
      const before = hub.store.backUp();
      await lone.join(hub, await codeFrom(first));
      await lone.preview();
      const looking = hub.store.backUp();
      await lone.ask('sync.enter', {});
      await expectEntered(hub, first, lone);
      await hub.stop();
      hub.store.restore(then === 'was not there' ? before : looking);
      await hub.start();
      const turnedAway = { comesBackAs: 'bringer', siteName: 'Emporio di prova' };
      await vi.waitFor(
        async () => expect(await lone.ask('sync.status', {})).toMatchObject({ value: { turnedAway } }),
        PATIENCE,
      );
      await first.upToDate();
      expect(await lone.ask('sync.return', { code: await codeFrom(first) })).toEqual({
        ok: true,
        value: null,
      });
      await expectEntered(hub, first, lone);
      expect(await lone.ask('sync.status', {})).toMatchObject({
        value: { turnedAway: null, wentOn: { because: 'forgotten' } },
      });
    },
  );
});

function organisationOf({ db }: EntryCounter): string {
  const row = db().one<readonly [], { body: string }>({
    name: 'test organisation',
    sql: `SELECT body FROM operation JOIN kind USING (kind) WHERE type = 'organisation.set' LIMIT 1`,
  });
  return row?.body ?? '';
}
