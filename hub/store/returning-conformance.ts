import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { cardNumberFromBytes } from '../../shared/domain/card-number.ts';
import {
  cardIdSchema,
  householdIdSchema,
  leaseIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { cardIssued, householdSet } from '../../shared/operations/household-operations.ts';
import { deviceStream, networkStream, siteStream } from '../../shared/operations/kind.ts';
import { operatorRolesSet } from '../../shared/operations/network-operations.ts';
import { type EnrolRequest, type FormerMember, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId, anEnrolledChain, aPlace, organisationId, siteId } from '../chain-fixture.ts';
import { aLoneCounter } from '../entry.fixture.ts';
import { aRestorableHub, type Restorable } from '../restorable-hub.fixture.ts';
import { actOnNetwork } from '../rules/act-on-network.ts';
import { enrol } from '../rules/enrol.ts';
import { placeLeases } from '../rules/place-leases.ts';
import { push } from '../rules/push.ts';
import { sha256 } from '../sha256.ts';

type Chain = ReturnType<typeof aChain>;

const NOW = 1_790_000_100_000;
const hashCode = (code: string): string => sha256([{ utf8: code }]);
const BACK = { ok: true, value: { isJoining: false } };
const refused = (type: string) => ({ ok: false, error: { type } });

/** What every store does where a counter comes back to a hub that was restored from before it enrolled. */
export function returningConformance(open: () => Promise<Restorable>): void {
  const aHub = async () => {
    const { store, context, beginEpoch, declare, figures } = await aRestorableHub(await open());
    const { now } = context;
    const pushAll = async (chain: Chain) => {
      const answer = await push(context, chain.deviceId, chain.request());
      if (!answer.ok || answer.value.type !== 'acknowledged') throw new Error(JSON.stringify(answer));
      return answer.value.quarantined.map(({ reason }) => reason);
    };
    let codes = 0;
    const aCode = async (place: Omit<ReturnType<typeof aPlace>, 'deviceId'> | null, takesOffice = false) => {
      codes += 1;
      const code = `ABCDEFGHJK${String(codes).padStart(2, '2')}`;
      await store.inTransaction((tx) => tx.insertCode(hashCode(code), { madeAt: NOW, place, takesOffice }));
      return code;
    };
    const member = (more: Partial<FormerMember> = {}): FormerMember => ({
      epoch: 1,
      siteId,
      broughtUntilSeq: 0,
      ...more,
    });
    const comeBack = (chain: Chain, code: string, more: Partial<EnrolRequest> = {}) =>
      enrol(
        { store, now, isSignedBy: () => true, hashCode },
        {
          protocol: PROTOCOL_VERSION,
          code,
          deviceId: chain.deviceId,
          publicKey: chain.keys.publicKey,
          proof: '00'.repeat(64),
          headSeq: chain.operations.length,
          member: member(),
          ...more,
        },
      );
    /** The network as the backup has it, with an administrator's counter that has declared since the restore. */
    const aRestoredHub = async () => {
      const office = await anEnrolledChain(store);
      const { deviceId: _deviceId, ...here } = aPlace(office.deviceId);
      await store.inTransaction((tx) =>
        tx.setSite(siteId, { organisationId, kind: 'emporio', isActive: true }),
      );
      await pushAll(office);
      await beginEpoch();
      expect(await declare(office)).toMatchObject({ value: { type: 'declared' } });
      return { office, here };
    };
    const isAwaiting = () => store.inSnapshot((tx) => tx.isAwaiting());
    const find = (chain: Chain) => store.inSnapshot((tx) => tx.findDevice(chain.deviceId));
    return {
      store,
      context,
      beginEpoch,
      pushAll,
      aCode,
      member,
      comeBack,
      declare,
      aRestoredHub,
      isAwaiting,
      find,
      figures,
    };
  };

  test('a counter that the hub has forgotten comes back as the device that it was: its chain from the first number, and what it holds', async () => {
    const hub = await aHub();
    const { office, here } = await hub.aRestoredHub();
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    const till = aChain();
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    const code = await hub.aCode(here);
    expect(await hub.comeBack(till, code)).toMatchObject(BACK);
    expect(await hub.find(till)).toMatchObject({ state: 'active', headSeq: 0, declaredEpoch: 0 });
    // The answer was lost: asked again it is the same, though the code is used.
    expect(await hub.comeBack(till, code)).toMatchObject(BACK);
    expect(await hub.comeBack(aChain(), code)).toEqual(refused('CodeInvalid'));
    // It may hold what the hub has forgotten: nothing is promised before it has said so.
    expect(await hub.isAwaiting()).toBe(true);
    expect(await hub.pushAll(till)).toEqual([]);
    const lease = { leaseId: leaseIdSchema.parse(v7()), account, unit: 'cents' as const, amount: 800 };
    expect(await hub.declare(till, { leases: [lease] })).toMatchObject({ value: { type: 'declared' } });
    expect([await hub.isAwaiting(), await hub.figures(account)]).toMatchObject([
      false,
      { posted: 1000, leased: 800, reserved: 0 },
    ]);
    expect((await hub.find(office))?.state).toBe('active');
  });

  test('it comes back with a code for where it stands, to a hub that says that it was restored, and with its own key', async () => {
    const hub = await aHub();
    const elsewhere = siteIdSchema.parse(v7());
    await hub.store.inTransaction((tx) =>
      tx.setSite(elsewhere, { organisationId, kind: 'emporio', isActive: true }),
    );
    const { office, here } = await hub.aRestoredHub();
    const till = aChain();
    till.aTopUp(100);
    const epoch = await hub.store.inSnapshot((tx) => tx.epoch());
    const known = { member: hub.member({ epoch }) };
    expect(await hub.comeBack(till, await hub.aCode(here), known)).toEqual(refused('NotRestored'));
    const there = { ...here, siteId: elsewhere };
    expect(await hub.comeBack(till, await hub.aCode(there))).toEqual(refused('OtherSite'));
    const network = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
    expect(await hub.comeBack(till, await hub.aCode(null), { network })).toEqual(refused('NetworkMissing'));
    const asNew = { member: undefined };
    expect(await hub.comeBack(till, await hub.aCode(here), asNew)).toEqual(refused('NetworkExists'));
    expect(await hub.find(till)).toBeNull();
    expect(await hub.comeBack(till, await hub.aCode(here))).toMatchObject(BACK);
    // Another PC under its id: the key that came first is the device's.
    const other = { publicKey: 'cd'.repeat(32) };
    expect(await hub.comeBack(till, await hub.aCode(here), other)).toEqual(refused('DeviceKnown'));
    const revoke = { type: 'revoke', deviceId: till.deviceId } as const;
    await actOnNetwork(hub.context, office.deviceId, {
      protocol: PROTOCOL_VERSION,
      operatorId: adminId,
      act: revoke,
    });
    expect(await hub.comeBack(till, await hub.aCode(here))).toEqual(refused('DeviceRevoked'));
  });

  test('where the hub has forgotten its site too it comes back at the one of the code, and brings its own', async () => {
    const hub = await aHub();
    const { here } = await hub.aRestoredHub();
    const till = aChain();
    const member = hub.member({ siteId: siteIdSchema.parse(v7()) });
    expect(await hub.comeBack(till, await hub.aCode(here), { member })).toMatchObject({
      value: { place: { siteId } },
    });
  });

  test('what others had read of it is missing until its own chain is here', async () => {
    const hub = await aHub();
    const { office, here } = await hub.aRestoredHub();
    const till = aChain();
    till.aTopUp(100);
    till.aTopUp(200);
    const listLost = () => hub.store.inSnapshot((tx) => tx.listLost());
    const head = { deviceId: till.deviceId, seq: 2, writtenAt: NOW };
    const third = aChain();
    expect(await hub.comeBack(till, await hub.aCode(here))).toMatchObject(BACK);
    expect(await hub.comeBack(third, await hub.aCode(here))).toMatchObject(BACK);
    expect(await hub.declare(third, { headHash: '0'.repeat(64), seen: [head] })).toMatchObject({
      value: { type: 'declared' },
    });
    expect(await listLost()).toMatchObject([{ deviceId: till.deviceId, fromSeq: 1, toSeq: 2 }]);
    await hub.pushAll(till);
    expect(await listLost()).toEqual([]);
    expect((await hub.find(office))?.headSeq).toBe(1);
  });

  test('what it took back of another counter that the hub has forgotten too is the same, whichever comes first', async () => {
    const figures = [];
    const householdId = householdIdSchema.parse(v7());
    for (const order of ['sale', 'return'] as const) {
      const hub = await aHub();
      const { here } = await hub.aRestoredHub();
      const [seller, taker] = [aChain(), aChain()];
      seller.aHouseholdOf(householdId);
      seller.aTopUp(1000, householdId);
      const sale = seller.aSale(2, 300, householdId);
      taker.aReturn(sale, 1, 150);
      for (const chain of [seller, taker])
        expect(await hub.comeBack(chain, await hub.aCode(here))).toMatchObject(BACK);
      for (const chain of order === 'sale' ? [seller, taker] : [taker, seller])
        expect(await hub.pushAll(chain)).toEqual([]);
      for (const chain of [seller, taker])
        expect(await hub.declare(chain)).toMatchObject({ value: { type: 'declared' } });
      const { posted, leased, reserved } = (await hub.figures(householdAccount(householdId, 'cents'))) ?? {};
      const flags = await hub.store.inSnapshot((tx) => tx.countOpenFlags());
      figures.push({ posted, leased, reserved, flags });
    }
    // The sale says no cover, which is flagged, and once.
    const same = { posted: 850, leased: 0, reserved: 0, flags: 1 };
    expect(figures).toEqual([same, same]);
  });

  test('one that entered with data of its own brings it as it did then, also where the backup has it looking still', async () => {
    for (const isKnown of [false, true]) {
      const hub = await aHub();
      const lone = aChain();
      lone.aTopUp(700);
      const own = {
        siteId: siteIdSchema.parse(v7()),
        siteKind: 'office' as const,
        organisationId: organisationIdSchema.parse(v7()),
        officeOf: [],
      };
      if (isKnown) {
        const place = { ...own, deviceId: lone.deviceId };
        await hub.store.inTransaction((tx) =>
          tx.insertDevice({
            deviceId: lone.deviceId,
            publicKey: lone.keys.publicKey,
            place,
            aloneUntilSeq: 0,
            isJoining: true,
          }),
        );
      }
      await hub.aRestoredHub();
      const bringing = { network: own, member: hub.member({ siteId: own.siteId, broughtUntilSeq: 9 }) };
      if (!isKnown) {
        expect(await hub.comeBack(lone, await hub.aCode(null), bringing)).toEqual(refused('OfficeNotTaken'));
        const beyond = { ...bringing, member: hub.member({ broughtUntilSeq: 10_000_001 }) };
        expect(await hub.comeBack(lone, await hub.aCode(null, true), beyond)).toEqual(
          refused('BringsTooMuch'),
        );
      }
      expect(await hub.comeBack(lone, await hub.aCode(null, true), bringing)).toMatchObject(BACK);
      expect(await hub.find(lone)).toMatchObject({ state: 'active', broughtUntilSeq: 9, aloneUntilSeq: 0 });
      expect(await hub.isAwaiting()).toBe(true);
    }
  });

  test('what one that entered had brought is its own, whatever others have done about it since and come back with before', async () => {
    const hub = await aHub();
    const lone = aLoneCounter();
    const registered = lone.aHousehold();
    const { householdId, operatorId, siteId: own, organisationId: of } = lone;
    lone.topUp();
    lone.join();
    const { office } = await hub.aRestoredHub();
    const by = { operatorId: adminId };
    const cardNumber = cardNumberFromBytes(randomBytes(16));
    office.write(operatorRolesSet, { operatorId, siteId: own, roles: ['admin'] }, by);
    office.write(cardIssued, { cardId: cardIdSchema.parse(v7()), cardNumber, householdId }, by);
    const edit = { ...by, changed: { basedOn: registered.id } };
    office.write(householdSet, { householdId, displayName: 'Neri Ugo', size: 3, siteId: own }, edit);
    expect(await hub.pushAll(office)).toEqual([]);
    const network = { siteId: own, siteKind: 'emporio' as const, organisationId: of, officeOf: [] };
    const broughtUntilSeq = lone.chain.operations.length;
    const bringing = { network, member: hub.member({ siteId: own, broughtUntilSeq }) };
    expect(await hub.comeBack(lone.chain, await hub.aCode(null), bringing)).toMatchObject(BACK);
    // The network's own word on what it is, and nothing else.
    expect(await hub.pushAll(lone.chain)).toEqual(['NetworkHasOwn']);
    expect(await hub.figures(householdAccount(householdId, 'cents'))).toMatchObject({ posted: 700 });
  });

  test('one that looks at what it would share does not enter by its own word that it had', async () => {
    const hub = await aHub();
    const lone = aChain();
    const own = {
      siteId: siteIdSchema.parse(v7()),
      siteKind: 'emporio' as const,
      organisationId: organisationIdSchema.parse(v7()),
      officeOf: [],
    };
    const { deviceId, keys } = lone;
    const device = { deviceId, publicKey: keys.publicKey, place: { ...own, deviceId }, aloneUntilSeq: 0 };
    await hub.store.inTransaction((tx) => tx.insertDevice({ ...device, isJoining: true }));
    const { here } = await hub.aRestoredHub();
    const epoch = await hub.store.inSnapshot((tx) => tx.epoch());
    const bringing = (more: Partial<FormerMember> = {}) => ({
      network: own,
      member: hub.member({ siteId: own.siteId, broughtUntilSeq: 9, ...more }),
    });
    const comeBack = async (code: string, more?: Partial<FormerMember>) =>
      hub.comeBack(lone, code, bringing(more));
    expect([
      await comeBack('NEVERMADEXYZ'),
      await comeBack(await hub.aCode(here)),
      await comeBack(await hub.aCode(null), { epoch }),
      await comeBack(await hub.aCode(null), { epoch: 99_999_999_999 }),
      await comeBack(await hub.aCode(null), { broughtUntilSeq: 0 }),
    ]).toEqual(['CodeInvalid', 'NetworkExists', 'NotRestored', 'NotRestored', 'NetworkMissing'].map(refused));
    expect(await hub.find(lone)).toMatchObject({ state: 'joining', broughtUntilSeq: 0 });
    // Without that word it goes on looking.
    const looking = await hub.comeBack(lone, 'NEVERMADEXYZ', { network: own, member: undefined });
    expect(looking).toMatchObject({ value: { isJoining: true } });
    const code = await hub.aCode(null);
    // Once for whoever comes with it, and asked again the same.
    for (let once = 0; once < 2; once++) expect(await comeBack(code)).toMatchObject(BACK);
    expect(await hub.find(lone)).toMatchObject({ state: 'active', broughtUntilSeq: 9 });
    expect(await hub.comeBack(aChain(), code, bringing())).toEqual(refused('CodeInvalid'));
  });

  test('a stream that the backup has not got stands at nothing, also where a later backup has it', async () => {
    const hub = await aHub();
    const { here } = await hub.aRestoredHub();
    const till = aChain();
    expect(await hub.comeBack(till, await hub.aCode(here))).toMatchObject(BACK);
    const householdId = householdIdSchema.parse(v7());
    till.aHouseholdOf(householdId);
    till.aTopUp(100, householdId);
    await hub.pushAll(till);
    await hub.declare(till);
    const between = await hub.store.inSnapshot((tx) => tx.epoch());
    const asked = { protocol: PROTOCOL_VERSION, epoch: between } as const;
    // A letter to it says so.
    expect(await placeLeases(hub.store, hub.context, till.deviceId, asked)).toMatchObject({
      value: { placed: 1 },
    });
    await hub.beginEpoch();
    const streams = [siteStream(siteId), deviceStream(till.deviceId), networkStream];
    const standsSince = async (epoch: number) => {
      const listed = await hub.store.inSnapshot((tx) => tx.listRestores(epoch));
      return streams.map((stream) => listed.find((each) => each.stream === stream)?.number);
    };
    expect([await standsSince(between), await standsSince(1)]).toEqual([
      [1, 1, 1],
      // Letters of before the first restore are none of those that came after.
      [0, 0, 1],
    ]);
  });

  test('to a hub that has forgotten everybody whoever brought the network comes back first', async () => {
    const { store, beginEpoch } = await open();
    await beginEpoch();
    const code = 'ABCDEFGHJKMN';
    await store.inTransaction((tx) => tx.insertCode(hashCode(code), { madeAt: NOW, place: null }));
    const network = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
    const asked = ({ deviceId, keys }: Chain, broughtUntilSeq: number): EnrolRequest => ({
      protocol: PROTOCOL_VERSION,
      code,
      deviceId,
      publicKey: keys.publicKey,
      proof: '00'.repeat(64),
      headSeq: 12,
      network,
      member: { epoch: 1, siteId, broughtUntilSeq },
    });
    const come = (request: EnrolRequest) =>
      enrol({ store, now: () => NOW, isSignedBy: () => true, hashCode }, request);
    const founder = aChain();
    // Whoever is no founder would begin another network, and shut out everybody of this one.
    const { network: _network, ...asMember } = asked(founder, 0);
    const { member: _member, ...asNew } = asked(aChain(), 0);
    for (const other of [asked(founder, 5), asMember, asNew])
      expect(await come(other)).toEqual(refused('FounderFirst'));
    expect(await come(asked(founder, 0))).toMatchObject(BACK);
    expect(await store.inSnapshot((tx) => tx.findDevice(founder.deviceId))).toMatchObject({
      aloneUntilSeq: 12,
      declaredEpoch: 0,
    });
  });
}
