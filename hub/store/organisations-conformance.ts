import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { organisationIdSchema, type SiteId, siteIdSchema } from '../../shared/domain/ids.ts';
import type { Role } from '../../shared/domain/role.ts';
import { operatorRolesSet, operatorSet, siteSet } from '../../shared/operations/network-operations.ts';
import type { NetworkAct } from '../../shared/sync/network-questions.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import {
  aChain,
  adminId,
  anEnrolledChain,
  aPlace,
  cashierId,
  organisationId,
  siteId,
} from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { actOnNetwork } from '../rules/act-on-network.ts';
import { makeCode } from '../rules/make-code.ts';
import { push } from '../rules/push.ts';
import { readNetwork } from '../rules/read-network.ts';
import type { HubStore } from './hub-store.ts';

const NOW = 1_790_000_100_000;
const REFUSED = { ok: false, error: { type: 'OtherOrganisation' } };
const TAKEN = { ok: true };
const KEPT_ASIDE = 'NotAllowedToOperator';

/** An administrator of one organisation, and an office that another would have in the same network. */
async function aHub(store: HubStore) {
  const context = { store, ...createHubPen(() => NOW), isSignedBy };
  const others = organisationIdSchema.parse(v7());
  const officeId = siteIdSchema.parse(v7());
  const theirAdminId = cashierId;
  const own = await anEnrolledChain(store);
  await store.inTransaction((tx) => tx.setSite(siteId, { organisationId, kind: 'emporio', isActive: true }));
  await push(context, own.deviceId, own.request());
  /** What the hub says of the next operation; null where it takes it. */
  const reasonOf = async (write: () => unknown) => {
    write();
    const from = own.operations.length;
    const answer = await push(context, own.deviceId, own.request(from));
    if (!answer.ok || answer.value.type !== 'acknowledged') throw new Error('was not acknowledged');
    return answer.value.quarantined[0]?.reason ?? null;
  };
  const give = (operatorId: typeof adminId, at: SiteId, roles: Role[]) =>
    reasonOf(() => own.write(operatorRolesSet, { operatorId, siteId: at, roles }, { operatorId: adminId }));
  const tellSite = (at: SiteId, of: typeof others, kind: 'emporio' | 'office' = 'office') =>
    reasonOf(() => {
      const body = {
        organisationId: of,
        siteId: at,
        name: 'Ufficio',
        shortName: 'UFF',
        kind,
        isActive: true,
      };
      own.write(siteSet, body, { operatorId: adminId });
    });
  const code = (at: SiteId) =>
    makeCode({ store, now: () => NOW, hashCode: () => v7().replaceAll('-', '').repeat(2) }, own.deviceId, {
      protocol: PROTOCOL_VERSION,
      code: 'ABCDEFGHJKMN',
      siteId: at,
      takesOffice: false,
      operatorId: adminId,
    });
  const act = (what: NetworkAct) =>
    actOnNetwork(context, own.deviceId, { protocol: PROTOCOL_VERSION, operatorId: adminId, act: what });
  const enrol = async (isJoining = false) => {
    const { deviceId } = aChain();
    const place = aPlace(deviceId, { siteId: officeId, siteKind: 'office', organisationId: others });
    await store.inTransaction((tx) =>
      tx.insertDevice({ deviceId, publicKey: 'cd'.repeat(32), place, aloneUntilSeq: 0, isJoining }),
    );
    return deviceId;
  };
  return { store, others, officeId, theirAdminId, own, give, tellSite, code, act, enrol, reasonOf };
}

/** What an administrator may decide about an organisation that is not his own: that it begins, and nothing after. */
export function organisationsConformance(openStore: () => Promise<HubStore>): void {
  test('an administrator of another sets a new organisation up: its site, its first counter, its first administrator', async () => {
    const { others, officeId, theirAdminId, give, tellSite, code, enrol } = await aHub(await openStore());
    expect(await tellSite(officeId, others)).toBeNull();
    expect(await code(officeId)).toMatchObject(TAKEN);
    expect(await give(theirAdminId, officeId, ['admin'])).toBeNull();
    // Its first counter may come after its first administrator as well as before.
    expect(await code(officeId)).toMatchObject(TAKEN);
    await enrol();
    expect(await code(officeId)).toEqual(REFUSED);
  });

  test('of an organisation with an administrator only its own decide: codes, moves, revocations, roles, sites', async () => {
    const hub = await aHub(await openStore());
    const { store, others, officeId, theirAdminId, own, give, tellSite, code, act, enrol } = hub;
    await tellSite(officeId, others);
    await give(theirAdminId, officeId, ['admin']);
    const deviceId = await enrol();
    const move = { type: 'move', afterMoves: 0 } as const;
    const otherSiteId = siteIdSchema.parse(v7());
    expect(await tellSite(otherSiteId, organisationId, 'emporio')).toBeNull();
    const till = aChain();
    const place = aPlace(till.deviceId);
    await store.inTransaction((tx) =>
      tx.insertDevice({ deviceId: till.deviceId, publicKey: 'ef'.repeat(32), place, aloneUntilSeq: 0 }),
    );
    expect([
      await code(officeId),
      await act({ type: 'revoke', deviceId }),
      await act({ ...move, deviceId, siteId }),
      await act({ ...move, deviceId: till.deviceId, siteId: officeId }),
    ]).toEqual([REFUSED, REFUSED, REFUSED, REFUSED]);
    expect([
      await give(adminId, officeId, ['admin']),
      await give(theirAdminId, officeId, []),
      // Neither does he take their site, nor does his own become theirs with who stands there.
      await tellSite(officeId, organisationId),
      await tellSite(siteId, others),
    ]).toEqual([KEPT_ASIDE, KEPT_ASIDE, KEPT_ASIDE, KEPT_ASIDE]);
    // Of his own all of it, as before.
    expect(await act({ ...move, deviceId: till.deviceId, siteId: otherSiteId })).toMatchObject(TAKEN);
    expect(await act({ type: 'revoke', deviceId: till.deviceId })).toMatchObject(TAKEN);
    expect([await code(siteId), await give(theirAdminId, siteId, ['cashier'])]).toMatchObject([TAKEN, null]);
    // Who is an administrator of both decides about both, at a counter of either.
    await store.inTransaction((tx) => tx.setRoles(adminId, officeId, ['admin']));
    expect(await code(officeId)).toMatchObject(TAKEN);
    expect(await act({ type: 'revoke', deviceId })).toMatchObject(TAKEN);
    expect(own.deviceId).not.toBe(deviceId);
  });

  test('of what its devices did and what its operators are called only its own decide too, and anybody goes on without the missing', async () => {
    const hub = await aHub(await openStore());
    const { store, others, officeId, theirAdminId, own, give, tellSite, act, enrol, reasonOf } = hub;
    await tellSite(officeId, others);
    const name = (operatorId: typeof adminId, isActive = true) =>
      reasonOf(() =>
        own.write(operatorSet, { operatorId, displayName: 'Carla', isActive }, { operatorId: adminId }),
      );
    // Who works nowhere yet is anybody's to add.
    expect(await name(theirAdminId)).toBeNull();
    await give(theirAdminId, officeId, ['admin']);
    const deviceId = await enrol();
    const dismiss = { type: 'dismissAside', deviceId, seq: 1 } as const;
    const adopt = { type: 'adoptFork', deviceId } as const;
    const isOfOthers = async () => {
      const read = await readNetwork({ store, now: () => NOW }, own.deviceId, {
        protocol: PROTOCOL_VERSION,
        operatorId: adminId,
      });
      if (!read.ok) throw new Error(read.error.type);
      return read.value.devices.map((each) => [each.place.deviceId === deviceId, each.isOfOthers]).sort();
    };
    expect([await act(dismiss), await act(adopt)]).toEqual([REFUSED, REFUSED]);
    expect([await name(theirAdminId), await name(theirAdminId, false)]).toEqual([KEPT_ASIDE, KEPT_ASIDE]);
    expect(await isOfOthers()).toEqual([
      [false, false],
      [true, true],
    ]);
    // Whoever is waited for holds up everybody.
    const nothing = { ok: false, error: { type: 'NothingToDo' } };
    expect(await act({ type: 'releaseRest' })).toEqual(nothing);
    // The own name is one's own, also of who works there too; out of use there he is theirs.
    await store.inTransaction((tx) => tx.setRoles(adminId, officeId, ['cashier']));
    expect([await name(adminId), await name(adminId, false)]).toEqual([null, KEPT_ASIDE]);
    // An administrator of both.
    await store.inTransaction((tx) => tx.setRoles(adminId, officeId, ['admin']));
    expect([await act(dismiss), await act(adopt)]).toEqual([nothing, nothing]);
    expect([await name(theirAdminId), await isOfOthers()]).toEqual([
      null,
      [
        [false, false],
        [true, false],
      ],
    ]);
  });

  test('where an organisation came with its data, who works there may be made its first administrator, and nobody else', async () => {
    const { store, others, officeId, theirAdminId, give, act, enrol } = await aHub(await openStore());
    await store.inTransaction(async (tx) => {
      await tx.setSite(officeId, { organisationId: others, kind: 'office', isActive: true });
      await tx.setRoles(theirAdminId, officeId, ['office']);
    });
    const [first, second, joining] = [await enrol(), await enrol(), await enrol(true)];
    expect(await give(adminId, officeId, ['cashier'])).toBe(KEPT_ASIDE);
    // Nobody of its own could yet.
    expect(await act({ type: 'revoke', deviceId: first })).toMatchObject(TAKEN);
    expect(await give(theirAdminId, officeId, ['admin'])).toBeNull();
    expect(await act({ type: 'revoke', deviceId: second })).toEqual(REFUSED);
    // One that has not entered is the network's to turn away.
    expect(await act({ type: 'revoke', deviceId: joining })).toMatchObject(TAKEN);
  });
}
