import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdIdSchema } from '../../shared/domain/ids.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { beneficiariesStream, networkStream } from '../../shared/operations/kind.ts';
import { withoutBody } from '../../shared/operations/personal.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId, aPlace } from '../chain-fixture.ts';
import { pull } from '../rules/pull.ts';
import { push } from '../rules/push.ts';
import { readNetwork } from '../rules/read-network.ts';
import { sha256 } from '../sha256.ts';
import type { HubStore } from './hub-store.ts';

/** What every store has to do when a household is erased. */
export function erasureConformance(openStore: () => Promise<HubStore>): void {
  const aHub = async () => {
    const store = await openStore();
    const context = { store, sha256, now: () => 1_790_000_100_000, authorityId: null, sweeperId: null };
    const enrol = async () => {
      const chain = aChain();
      const place = aPlace(chain.deviceId);
      const device = { deviceId: chain.deviceId, publicKey: 'ab'.repeat(32), place, aloneUntilSeq: 1 };
      await store.inTransaction((tx) => tx.insertDevice(device));
      chain.anAdmin();
      return chain;
    };
    const bodies = async (chain: ReturnType<typeof aChain>) => {
      const request = {
        protocol: PROTOCOL_VERSION,
        stream: beneficiariesStream,
        cursor: 0,
        limit: 50,
        epoch: 1,
      };
      const page = await pull(store, chain.deviceId, { ...request, protocol: PROTOCOL_VERSION });
      if (!page.ok || page.value.type !== 'operations') throw new Error('was not granted');
      return page.value.operations.map((each) => [each.id, 'body' in each, 'salt' in each]);
    };
    return { store, context, enrol, bodies };
  };

  test('an erased household keeps no body, what is pushed later and what was erased at its device among it', async () => {
    const { store, context, enrol, bodies } = await aHub();
    const chain = await enrol();
    const [gone, kept] = [householdIdSchema.parse(v7()), householdIdSchema.parse(v7())];
    const first = chain.aHouseholdOf(gone);
    const other = chain.aHouseholdOf(kept);
    await push(context, chain.deviceId, chain.request());
    chain.write(householdErased, { householdId: gone, reason: 'asked' }, { operatorId: adminId });
    const late = chain.aHouseholdOf(gone);
    const own = chain.aHouseholdOf(gone);
    const request = chain.request(4);
    const operations = request.operations.map((each) => (each.id === own.id ? withoutBody(each) : each));
    expect(await push(context, chain.deviceId, { ...request, operations })).toMatchObject({
      ok: true,
      value: { acknowledgedSeq: 6, quarantined: [] },
    });
    const facts = await store.inSnapshot((tx) =>
      tx.listAllowanceFacts([`household:${gone}`, `household:${kept}`]),
    );
    expect(facts.map(({ subject, section }) => [subject, section])).toEqual([
      [`household:${kept}`, 'site'],
      [`household:${kept}`, 'size'],
    ]);
    expect(await bodies(chain)).toEqual([
      [first.id, false, false],
      [other.id, true, true],
      [late.id, false, false],
      [own.id, false, false],
    ]);
  });

  test('a device counts as done once it has read past the order', async () => {
    const { store, context, enrol } = await aHub();
    const chains = [await enrol(), await enrol()] as const;
    const householdId = householdIdSchema.parse(v7());
    chains[0].write(householdErased, { householdId, reason: 'asked' }, { operatorId: adminId });
    await push(context, chains[0].deviceId, chains[0].request());
    const erasures = async () => {
      const request = { protocol: PROTOCOL_VERSION, operatorId: adminId } as const;
      const read = await readNetwork(context, chains[0].deviceId, request);
      return read.ok ? read.value.erasures : read;
    };
    const number = (await store.inSnapshot((tx) => tx.findStreamHead(networkStream))).number;
    const at = (cursor: number) => ({ seenAt: 5, cursors: new Map([[networkStream, cursor]]) });
    await store.inTransaction((tx) => tx.noteContact(chains[0].deviceId, at(number)));
    await store.inTransaction((tx) => tx.noteContact(chains[1].deviceId, at(number - 1)));
    const row = { householdId, erasedAt: context.now(), devices: 2 };
    expect(await erasures()).toEqual([{ ...row, doneAt: 1, waitingFor: [chains[1].deviceId] }]);
    await store.inTransaction((tx) => tx.noteContact(chains[1].deviceId, at(number)));
    expect(await erasures()).toEqual([{ ...row, doneAt: 2, waitingFor: [] }]);
  });
}
