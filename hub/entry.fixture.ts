import { v7 } from 'uuid';
import {
  type DeviceId,
  entitlementIdSchema,
  householdIdSchema,
  networkIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  productIdSchema,
  type SchemeId,
  schemeIdSchema,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { toPoints } from '../shared/domain/points.ts';
import { assert } from '../shared/domain/result.ts';
import type { SiteKind } from '../shared/domain/site.ts';
import { productSet } from '../shared/operations/catalogue-operations.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import {
  allowancePosted,
  entitlementGranted,
  householdSet,
} from '../shared/operations/household-operations.ts';
import {
  deviceJoined,
  deviceRegistered,
  networkCreated,
  operatorRolesSet,
  operatorSet,
  organisationSet,
  programmeSet,
  siteSet,
} from '../shared/operations/network-operations.ts';
import type { StreamName } from '../shared/operations/operation.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { anAllowanceHub } from './allowance-hub.fixture.ts';
import { aChain, adminId, organisationId, siteId } from './chain-fixture.ts';
import { enrol } from './rules/enrol.ts';
import { pull } from './rules/pull.ts';
import { push } from './rules/push.ts';
import { settleEntry } from './rules/settle-entry.ts';
import { sha256 } from './sha256.ts';
import type { HubStore } from './store/hub-store.ts';

export const CODE = 'ABCDEFGHJKMN';
export const hashCode = (code: string): string => sha256([{ utf8: code }]);
export const product = productIdSchema.parse(v7());
export const name = (it: string) => ({ it, en: it });
export const day = (text: string) => localDateSchema.parse(text);

/** The scheme that the network's first counter brought. */
export const schemeOf = ({ operations }: ReturnType<typeof aChain>): SchemeId =>
  schemeIdSchema.parse(JSON.parse(operations[1]?.body ?? '').schemeId);

/** A right of the lone counter's household, given by itself, to points of a scheme of the network. */
export function grantBy(
  { chain, householdId, by }: ReturnType<typeof aLoneCounter>,
  schemeId: SchemeId,
): void {
  const entitlementId = entitlementIdSchema.parse(v7());
  const dates = { startsOn: day('2026-11-01'), endsOn: day('2027-04-30') };
  chain.write(entitlementGranted, { entitlementId, householdId, schemeId, ...dates }, by);
}

/** A counter that stood alone: its own network, administrator, site, product, household and value. */
export function aLoneCounter(kind: SiteKind = 'emporio') {
  const chain = aChain();
  const ids = {
    siteId: siteIdSchema.parse(v7()),
    organisationId: organisationIdSchema.parse(v7()),
    operatorId: operatorIdSchema.parse(v7()),
    householdId: householdIdSchema.parse(v7()),
    networkId: networkIdSchema.parse(v7()),
  };
  const { deviceId } = chain;
  const identityKey = 'cd'.repeat(32);
  const created = chain.write(networkCreated, {
    networkId: ids.networkId,
    name: 'Da solo',
    isDemo: false,
    identityKey,
  });
  const more = { causeId: created.id };
  chain.write(organisationSet, { organisationId: ids.organisationId, name: 'Parrocchia' }, more);
  const site = { name: 'Bottega', shortName: 'BOT', kind, isActive: true };
  chain.write(siteSet, { siteId: ids.siteId, organisationId: ids.organisationId, ...site }, more);
  chain.write(deviceRegistered, { deviceId, siteId: ids.siteId, name: 'Cassa' }, more);
  chain.write(operatorSet, { operatorId: ids.operatorId, displayName: 'Ada', isActive: true }, more);
  chain.write(operatorRolesSet, { operatorId: ids.operatorId, siteId: ids.siteId, roles: ['admin'] }, more);
  const by = { operatorId: ids.operatorId };
  const owned = { programmeId: 'surplus' as const, name: name('Mie eccedenze'), isActive: true };
  chain.write(programmeSet, programmeSet.body.parse(owned), by);
  const topUp = (householdId = ids.householdId, amount = 700) =>
    chain.write(
      creditToppedUp,
      creditToppedUp.body.parse({
        householdId,
        siteId: ids.siteId,
        programmeId: 'surplus',
        purse: 'cents',
        amount,
        reason: 'first-need',
      }),
      by,
    );
  const aHousehold = (householdId = ids.householdId, displayName = 'Neri Ugo') =>
    chain.write(householdSet, { householdId, displayName, size: 1, siteId: ids.siteId }, by);
  const sets = (points: number) =>
    chain.write(
      productSet,
      { productId: product, by: 'person', code: '80012345', points: toPoints(points) },
      by,
    );
  const join = () => chain.write(deviceJoined, { deviceId, networkId: ids.networkId, identityKey });
  return { ...ids, chain, by, topUp, aHousehold, sets, join };
}
export type Lone = ReturnType<typeof aLoneCounter>;

/** A network with a household and a code, which a counter that stood alone may enter. */
export async function aNetworkToEnter(store: HubStore) {
  const hub = await anAllowanceHub(store);
  const { context, founder } = hub;
  await hub.begin();
  founder.write(
    operatorSet,
    { operatorId: adminId, displayName: 'Teresa', isActive: true },
    { operatorId: adminId },
  );
  founder.write(organisationSet, { organisationId, name: 'Ente' }, { operatorId: adminId });
  const site = { name: 'Emporio', shortName: 'EMP', kind: 'emporio' as const, isActive: true };
  founder.write(siteSet, { siteId, organisationId, ...site }, { operatorId: adminId });
  founder.aProgramme('Eccedenze');
  founder.write(
    productSet,
    { productId: product, by: 'person', code: '80012345', points: toPoints(5) },
    { operatorId: adminId },
  );
  const theirs = hub.aHousehold();
  await hub.pushFrom(founder);
  await store.inTransaction((tx) => tx.insertCode(hashCode(CODE), { madeAt: hub.clock.now, place: null }));
  const ask = ({ chain, siteId: own, organisationId: of }: Lone, more: object = {}) =>
    enrol(
      { store, now: hub.pen.now, isSignedBy: () => true, hashCode },
      {
        protocol: PROTOCOL_VERSION,
        code: CODE,
        deviceId: chain.deviceId,
        publicKey: chain.keys.publicKey,
        proof: '00'.repeat(64),
        headSeq: chain.operations.length,
        network: { siteId: own, siteKind: 'emporio', organisationId: of, officeOf: [] },
        ...more,
      },
    );
  const settle = (deviceId: DeviceId, act: 'enter' | 'leave', untilSeq = 100) =>
    settleEntry(
      store,
      deviceId,
      act === 'enter' ? { protocol: PROTOCOL_VERSION, act, untilSeq } : { protocol: PROTOCOL_VERSION, act },
    );
  const read = async (deviceId: DeviceId, stream: StreamName) => {
    const request = { protocol: PROTOCOL_VERSION, stream, cursor: 0, limit: 1000, epoch: 1 } as const;
    const page = await pull(store, deviceId, request);
    if (!page.ok) return page.error.type;
    return page.value.type === 'operations' ? page.value.operations.map(({ id }) => id) : [];
  };
  const pushReasons = async ({ chain }: Lone, from = 1, to = chain.operations.length) => {
    const answer = await push(context, chain.deviceId, chain.request(from, to));
    if (!answer.ok || answer.value.type !== 'acknowledged') throw new Error(JSON.stringify(answer));
    return answer.value.quarantined.map(({ seq, reason }) => `${chain.operations[seq - 1]?.type} ${reason}`);
  };
  const enter = async (lone: Lone, untilSeq?: number) => {
    const asked = await ask(lone);
    assert(asked.ok, 'it may look');
    const entered = await settle(lone.chain.deviceId, 'enter', untilSeq);
    assert(entered.ok, 'it enters');
  };
  return { ...hub, theirs, ask, settle, read, pushReasons, enter };
}

/** An allowance that a counter gave its own household while it stood alone. */
export const allowanceOf = ({ householdId, siteId: at }: Pick<Lone, 'householdId' | 'siteId'>) => ({
  ...allowancePosted.body.parse({
    householdId,
    siteId: at,
    schemeId: v7(),
    purse: 'points',
    periodStartsOn: '2026-11-01',
    periodEndsOn: '2026-11-30',
    revision: 1,
    points: 60,
  }),
});
