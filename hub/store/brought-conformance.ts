import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { cardNumberFromBytes } from '../../shared/domain/card-number.ts';
import {
  cardIdSchema,
  entitlementIdSchema,
  householdIdSchema,
  operationIdSchema,
  schemeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import type { SiteKind } from '../../shared/domain/site.ts';
import { limitSet } from '../../shared/operations/catalogue-operations.ts';
import { conflictSettled } from '../../shared/operations/conflict-operations.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import {
  allowancePosted,
  cardBlocked,
  cardIssued,
  cardReplaced,
  entitlementGranted,
  entitlementSuspended,
  householdSet,
} from '../../shared/operations/household-operations.ts';
import { networkStream, registryStream, siteStream } from '../../shared/operations/kind.ts';
import {
  householdMerged,
  householdMergeSwept,
  householdMergeUndone,
} from '../../shared/operations/merge-operations.ts';
import { operatorRolesSet, programmeSet, siteSet } from '../../shared/operations/network-operations.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { ledgerStream, streamsFor } from '../../shared/sync/grants.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { adminId, organisationId, siteId } from '../chain-fixture.ts';
import { aLoneCounter, allowanceOf, aNetworkToEnter, day, hashCode, name } from '../entry.fixture.ts';
import { findAdministratorFault } from '../rules/find-administrator-fault.ts';
import { makeCode } from '../rules/make-code.ts';
import { settleGrants } from '../rules/settle-grants.ts';
import type { HubStore } from './hub-store.ts';

/** What every store takes, and keeps aside, of what such a counter brings: its own, and nothing of the network's. */
export function broughtConformance(openStore: () => Promise<HubStore>): void {
  const aNetwork = async () => aNetworkToEnter(await openStore());

  test('what it brings is taken; where the network has its own word that one stays, and nothing waits for it', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    lone.sets(3);
    lone.aHousehold();
    lone.topUp();
    lone.chain.write(allowancePosted, allowanceOf(lone), {});
    lone.join();
    await hub.enter(lone);
    expect(await hub.settle(lone.chain.deviceId, 'enter')).toMatchObject({ ok: true });
    const [first, rest] = [await hub.pushReasons(lone, 1, 4), await hub.pushReasons(lone, 5)];
    expect([...first, ...rest]).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'product.set NetworkHasOwn',
    ]);
    const account = householdAccount(lone.householdId, 'cents');
    const states = await hub.store.inSnapshot((tx) => tx.findAccounts([account]));
    expect(states.get(account)).toMatchObject({ posted: 700, reserved: 0, leased: 0 });
    expect(await hub.store.inSnapshot((tx) => tx.countOpenFlags())).toBe(0);
    // It is final: nobody is asked to look at it, and no update takes it.
    expect(await hub.store.inSnapshot((tx) => tx.countQuarantined())).toEqual(new Map());
    expect(await hub.store.inSnapshot((tx) => tx.listAside(10))).toEqual([]);
    expect(await hub.store.inSnapshot((tx) => tx.listAsideOf(lone.chain.deviceId, 0, 10))).toEqual([]);
    expect(await hub.settle(lone.chain.deviceId, 'leave')).toEqual({
      ok: false,
      error: { type: 'AlreadyEntered' },
    });
  });

  test("the network's word on a programme is its own also where it edits what every counter begins with", async () => {
    const hub = await aNetwork();
    const programme = { programmeId: 'fse-plus' as const, name: name('FSE+'), isActive: true };
    hub.founder.write(programmeSet, programmeSet.body.parse(programme), {
      operatorId: adminId,
      changed: { basedOn: operationIdSchema.parse(v7()) },
    });
    await hub.pushFrom(hub.founder);
    const lone = aLoneCounter();
    lone.chain.write(programmeSet, programmeSet.body.parse({ ...programme, isActive: false }), lone.by);
    await hub.enter(lone);
    await hub.pushReasons(lone, 1, lone.chain.operations.length - 1);
    expect(await hub.pushReasons(lone, lone.chain.operations.length)).toEqual([
      'programme.set NetworkHasOwn',
    ]);
  });

  test('whoever administered it administers no network by its log, and works there as before', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { deviceId } = lone.chain;
    const again = { operatorId: lone.operatorId, siteId: lone.siteId, roles: ['admin' as const] };
    lone.chain.write(operatorRolesSet, again, lone.by);
    lone.join();
    // After its entry a role is given by who may give it.
    lone.chain.write(operatorRolesSet, again, lone.by);
    lone.sets(9);
    lone.aHousehold();
    lone.topUp();
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'operator.roles-set NotAllowedToOperator',
    ]);
    const fault = await hub.store.inSnapshot((tx) => findAdministratorFault(tx, deviceId, lone.operatorId));
    expect(fault).toEqual({ type: 'NotAdministratorAtHub' });
    const roles = await hub.store.inSnapshot((tx) => tx.rolesOf(lone.operatorId));
    expect(roles.get(lone.siteId)).toEqual(['cashier', 'laundry', 'office', 'socialWorker']);
    // An administrator of the network makes them one.
    hub.founder.write(operatorRolesSet, again, { operatorId: adminId });
    await hub.pushFrom(hub.founder);
    expect(
      await hub.store.inSnapshot((tx) => findAdministratorFault(tx, deviceId, lone.operatorId)),
    ).toBeNull();
  });

  test('nothing that it brings touches what the network had: households, sites, operators, value', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { theirs } = hub;
    const write = lone.chain.write;
    const before = lone.chain.operations.length;
    write(householdSet, { householdId: theirs, displayName: 'Un altro nome' }, lone.by);
    lone.topUp(theirs, 100_000);
    write(allowancePosted, { ...allowanceOf(lone), householdId: theirs }, {});
    write(householdErased, { householdId: theirs, reason: 'asked' }, lone.by);
    lone.aHousehold();
    const transfer = { moves: [], recomputed: [] };
    write(householdMerged, { householdId: lone.householdId, intoHouseholdId: theirs, ...transfer }, lone.by);
    write(householdMerged, { householdId: theirs, intoHouseholdId: lone.householdId, ...transfer }, lone.by);
    const site = { name: 'Mio', shortName: 'MIO', kind: 'emporio' as const, isActive: false };
    write(siteSet, { siteId, organisationId: lone.organisationId, ...site }, lone.by);
    write(siteSet, { siteId: siteIdSchema.parse(v7()), organisationId, ...site }, lone.by);
    write(operatorRolesSet, { operatorId: lone.operatorId, siteId, roles: ['office'] }, lone.by);
    write(programmeSet, JSON.parse(hub.founder.aProgramme('X').body ?? ''), { operatorId: adminId });
    await hub.enter(lone);
    const reasons = (await hub.pushReasons(lone)).filter((reason) => reason.endsWith('NotAllowedHere'));
    expect(reasons).toEqual([
      'household.set NotAllowedHere',
      'credit.toppedUp NotAllowedHere',
      'allowance.posted NotAllowedHere',
      'household.erased NotAllowedHere',
      'household.merged NotAllowedHere',
      'household.merged NotAllowedHere',
      'site.set NotAllowedHere',
      'site.set NotAllowedHere',
      'operator.roles-set NotAllowedHere',
      'programme.set NotAllowedHere',
    ]);
    expect(before).toBeLessThan(lone.chain.operations.length);
    const account = householdAccount(theirs, 'cents');
    expect((await hub.store.inSnapshot((tx) => tx.findAccounts([account]))).get(account)?.posted ?? 0).toBe(
      0,
    );
    expect((await hub.store.inSnapshot((tx) => tx.findErased([theirs]))).size).toBe(0);
  });

  test('nothing that it brings takes back, follows from or settles what another device wrote', async () => {
    const hub = await aNetwork();
    const { founder, theirs } = hub;
    const transfer = { moves: [], recomputed: [] };
    const into = hub.aHousehold();
    const asAdmin = { operatorId: adminId };
    const merge = founder.write(
      householdMerged,
      { householdId: theirs, intoHouseholdId: into, ...transfer },
      asAdmin,
    );
    await hub.pushFrom(founder);
    const lone = aLoneCounter();
    const { householdId } = lone;
    const other = householdIdSchema.parse(v7());
    lone.aHousehold();
    lone.aHousehold(other, 'Neri U.');
    const own = { householdId, intoHouseholdId: other, ...transfer };
    const write = lone.chain.write;
    const mine = write(householdMerged, own, lone.by);
    write(householdMergeUndone, own, { ...lone.by, changed: { reversesId: mine.id } });
    write(householdMergeUndone, own, { ...lone.by, changed: { reversesId: merge.id } });
    write(householdMergeSwept, own, { causeId: merge.id });
    write(conflictSettled, { stream: networkStream, editId: merge.id, overId: mine.id }, lone.by);
    const recomputed = [
      {
        householdId: theirs,
        purse: 'points' as const,
        periodStartsOn: day('2026-11-01'),
        schemeId: schemeIdSchema.parse(v7()),
        amount: 0,
        allowancePoints: 100_000,
      },
    ];
    write(householdMerged, { ...own, recomputed }, lone.by);
    lone.join();
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'household.mergeUndone NotAllowedHere',
      'household.mergeSwept NotAllowedHere',
      'conflict.settled NotAllowedHere',
      'household.merged NotAllowedHere',
    ]);
  });

  test('nothing that it brings blocks or replaces a card, or suspends an entitlement, that the network had', async () => {
    const hub = await aNetwork();
    const { founder, theirs } = hub;
    const card = () => cardIdSchema.parse(v7());
    const aNumber = cardNumberFromBytes(randomBytes(8));
    const [issued, replacing] = [card(), card()];
    const asAdmin = { operatorId: adminId };
    founder.write(cardIssued, { cardId: issued, cardNumber: aNumber, householdId: theirs }, asAdmin);
    const renewed = {
      cardId: issued,
      newCardId: replacing,
      newCardNumber: cardNumberFromBytes(randomBytes(8)),
    };
    founder.write(cardReplaced, { ...renewed, householdId: theirs }, asAdmin);
    const schemeId = schemeIdSchema.parse(v7());
    const dates = { schemeId, startsOn: day('2026-11-01'), endsOn: day('2027-04-30') };
    const entitlementId = entitlementIdSchema.parse(v7());
    founder.write(entitlementGranted, { entitlementId, householdId: theirs, ...dates }, asAdmin);
    await hub.pushFrom(founder);
    const lone = aLoneCounter();
    const { householdId, by } = lone;
    const write = lone.chain.write;
    lone.aHousehold();
    const own = card();
    write(cardIssued, { cardId: own, cardNumber: aNumber, householdId }, by);
    write(cardBlocked, { cardId: own, householdId, reason: 'lost' }, by);
    const mine = entitlementIdSchema.parse(v7());
    write(entitlementGranted, { entitlementId: mine, householdId, ...dates }, by);
    write(entitlementSuspended, { entitlementId: mine, householdId }, by);
    write(cardIssued, { cardId: issued, cardNumber: aNumber, householdId }, by);
    write(cardBlocked, { cardId: replacing, householdId, reason: 'lost' }, by);
    write(cardReplaced, { ...renewed, newCardId: card(), householdId }, by);
    write(cardReplaced, { ...renewed, cardId: own, householdId }, by);
    write(entitlementSuspended, { entitlementId, householdId }, by);
    lone.join();
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'card.issued NotAllowedHere',
      'card.blocked NotAllowedHere',
      'card.replaced NotAllowedHere',
      'card.replaced NotAllowedHere',
      'entitlement.suspended NotAllowedHere',
    ]);
  });

  test('no limit of its own holds in the network, under whatever id it brings it', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const limit = limitSet.body.parse({
      limitId: 'mine',
      name: name('Niente pasta'),
      target: { categoryId: 'pasta' },
      per: 'visit',
      quantityBySize: [{ membersUpTo: null, quantity: 0 }],
      active: true,
    });
    lone.chain.write(limitSet, limit, lone.by);
    lone.join();
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'limit.set NetworkHasOwn',
    ]);
  });

  test('nobody enters as an office by their own word: an office reads the whole ledger', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { siteId: at, organisationId: of } = lone;
    const network = { siteId: at, siteKind: 'office', organisationId: of, officeOf: [] };
    expect(await hub.ask(lone, { network })).toEqual({ ok: false, error: { type: 'OfficeNotTaken' } });
    expect(await hub.store.inSnapshot((tx) => tx.findDevice(lone.chain.deviceId))).toBeNull();
    // The code is not spent: a counter may still come in with it, and reads no ledger.
    await hub.enter(lone);
    expect(await hub.read(lone.chain.deviceId, ledgerStream)).toBe('NotGranted');
  });

  test('an office enters by a code that an administrator made for one, and reads the ledger from then on', async () => {
    const hub = await aNetwork();
    const office = aLoneCounter('office');
    const { chain, siteId: at, organisationId: of } = office;
    const network = { siteId: at, siteKind: 'office', organisationId: of, officeOf: [] };
    const made = await makeCode({ store: hub.store, now: hub.pen.now, hashCode }, hub.founder.deviceId, {
      protocol: PROTOCOL_VERSION,
      code: 'OFFICE',
      siteId: null,
      takesOffice: true,
      operatorId: adminId,
    });
    expect(made).toMatchObject({ ok: true });
    expect(await hub.ask(office, { network, code: 'OFFICE' })).toMatchObject({ value: { isJoining: true } });
    expect(await hub.read(chain.deviceId, ledgerStream)).toBe('NotGranted');
    office.aHousehold();
    office.join();
    expect(await hub.settle(chain.deviceId, 'enter')).toMatchObject({ ok: true });
    expect(await hub.pushReasons(office)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
    ]);
    expect(await hub.read(chain.deviceId, ledgerStream)).not.toBe('NotGranted');
    // Nothing else of others is its own: no site and no register of theirs, and nobody administers by it.
    expect(await hub.read(chain.deviceId, siteStream(siteId))).toBe('NotGranted');
    expect(await hub.read(chain.deviceId, registryStream(organisationId))).toBe('NotGranted');
    const fault = await hub.store.inSnapshot((tx) =>
      findAdministratorFault(tx, chain.deviceId, office.operatorId),
    );
    expect(fault).toEqual({ type: 'NotAdministratorAtHub' });
  });

  test('no counter makes an office of a site by what it brings', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter('office');
    const before = lone.chain.operations.length;
    const elsewhere = { siteId: siteIdSchema.parse(v7()), organisationId: lone.organisationId };
    const site = { name: 'Altra', shortName: 'ALT', kind: 'office' as const, isActive: true };
    lone.chain.write(siteSet, { ...elsewhere, ...site }, lone.by);
    lone.chain.write(siteSet, { ...elsewhere, ...site, kind: 'emporio' }, lone.by);
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'site.set NotAllowedHere',
      'programme.set NetworkHasOwn',
      'site.set NotAllowedHere',
    ]);
    expect(lone.chain.operations.length).toBe(before + 2);
    const kinds = await hub.store.inSnapshot((tx) =>
      Promise.all([lone.siteId, elsewhere.siteId].map((each) => tx.findSite(each))),
    );
    expect(kinds.map((each) => each?.kind)).toEqual([undefined, 'emporio']);
    expect(await hub.read(lone.chain.deviceId, ledgerStream)).toBe('NotGranted');
  });

  test('an office that entered reads no ledger any more once an administrator makes its site none, and again when it is one', async () => {
    const hub = await aNetwork();
    const office = aLoneCounter('office');
    const { chain, siteId: at, organisationId: of } = office;
    const code = { madeAt: hub.clock.now, place: null, takesOffice: true };
    await hub.store.inTransaction((tx) => tx.insertCode(hashCode('OFFICE'), code));
    const network = { siteId: at, siteKind: 'office', organisationId: of, officeOf: [] };
    expect(await hub.ask(office, { network, code: 'OFFICE' })).toMatchObject({ ok: true });
    expect(await hub.settle(chain.deviceId, 'enter', chain.operations.length)).toMatchObject({ ok: true });
    const streams = streamsFor({ ...network, siteKind: 'office', deviceId: chain.deviceId });
    const settled = (has: readonly StreamName[]) => settleGrants(hub.store, chain.deviceId, has);
    const setKind = async (kind: SiteKind) => {
      const site = { name: 'Bottega', shortName: 'BOT', kind, isActive: true };
      hub.founder.write(siteSet, { siteId: at, organisationId: of, ...site }, { operatorId: adminId });
      await hub.pushFrom(hub.founder);
    };
    // Not before all is here that it brings.
    expect(await settled(streams)).toBeNull();
    await hub.pushReasons(office);
    expect(await settled(streams)).toBeNull();
    await setKind('emporio');
    const registers = [registryStream(of), ledgerStream];
    expect(await settled(streams)).toMatchObject({ place: { siteKind: 'emporio' }, withdrawn: registers });
    const left = streams.filter((each) => !registers.includes(each));
    expect(await settled(left)).toBeNull();
    expect(await hub.read(chain.deviceId, ledgerStream)).toBe('NotGranted');
    await setKind('office');
    expect(await settled(left)).toMatchObject({ place: { siteKind: 'office' }, granted: registers });
  });
}
