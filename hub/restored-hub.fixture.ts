import { v7 } from 'uuid';
import { householdAccount } from '../shared/domain/account.ts';
import { authorisationIdSchema, householdIdSchema, operationIdSchema } from '../shared/domain/ids.ts';
import type { Cover } from '../shared/domain/posting.ts';
import { accountAdjusted } from '../shared/operations/credit-operations.ts';
import { deviceStream } from '../shared/operations/kind.ts';
import type { DeclareRequest } from '../shared/sync/declaration.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { type aChain, adminId, anEnrolledChain, siteId } from './chain-fixture.ts';
import { isSignedBy } from './ed25519.ts';
import { createHubPen } from './hub-pen.ts';
import { authorise } from './rules/authorise.ts';
import { declareHolds } from './rules/declare-holds.ts';
import { placeLeases } from './rules/place-leases.ts';
import { push } from './rules/push.ts';
import type { HubStore } from './store/hub-store.ts';
import { createMemoryStore } from './store/memory-store.ts';

type Chain = ReturnType<typeof aChain>;

/** A hub with a household's 1,000 cents that was restored to before it leased anything of them to the till. */
export async function aRestoredHub() {
  const store = createMemoryStore();
  const now = () => 1_790_000_100_000;
  const pen = createHubPen(now);
  const householdId = householdIdSchema.parse(v7());
  const account = householdAccount(householdId, 'cents');
  const pushAll = (chain: Chain) => push({ store, ...pen, isSignedBy }, chain.deviceId, chain.request());
  const enrol = async (): Promise<Chain> => {
    const chain = await anEnrolledChain(store);
    await pushAll(chain);
    return chain;
  };
  const [till, other] = [await enrol(), await enrol()];
  till.aHouseholdOf(householdId);
  till.aTopUp(1000, householdId);
  await pushAll(till);
  const backup = store.backUp();
  await placeLeases(store, pen, till.deviceId, { protocol: PROTOCOL_VERSION, epoch: 1 });
  const lease = [...store.state().leases.values()][0];
  if (lease === undefined) throw new Error('a lease was placed');
  store.restore(backup);
  const { leaseId, unit, amount } = lease;
  const held = { leaseId, account, unit, amount };
  const request = (chain: Chain, changes: Partial<DeclareRequest> = {}): DeclareRequest => ({
    protocol: PROTOCOL_VERSION,
    epoch: store.state().epoch,
    headSeq: chain.operations.length,
    headHash: chain.operations.at(-1)?.hash ?? '',
    mailboxCursor: store.state().streams.get(deviceStream(chain.deviceId))?.number ?? 0,
    part: 0,
    isLast: true,
    leases: [],
    authorisations: [],
    seen: [],
    ...changes,
  });
  const declare = (chain: Chain, changes?: Partial<DeclareRequest>, at: HubStore = store) =>
    declareHolds({ store: at, now }, chain.deviceId, request(chain, changes));
  const ask = (chain: Chain, amount: number, at: HubStore = store) =>
    authorise(at, pen, chain.deviceId, {
      protocol: PROTOCOL_VERSION,
      epoch: store.state().epoch,
      authorisationId: authorisationIdSchema.parse(v7()),
      operationId: operationIdSchema.parse(v7()),
      spends: [{ account, unit: 'cents', amount, fromLease: 0 }],
      claims: [],
    });
  const spend = (chain: Chain, spent: number, cover: Cover) => {
    const last = chain.write(
      accountAdjusted,
      { householdId, siteId, purse: 'cents', amount: -spent, reason: 'recording-mistake' },
      { operatorId: adminId },
    );
    chain.operations.pop();
    const postings = last.postings.map((posting) => (posting.amount < 0 ? { ...posting, cover } : posting));
    chain.rewrite(last, { postings });
  };
  const place = (chain: Chain) =>
    placeLeases(store, pen, chain.deviceId, { protocol: PROTOCOL_VERSION, epoch: store.state().epoch });
  const state = () => store.state().accounts.get(account);
  const flags = () => store.state().flags.map(({ reason }) => reason);
  return { store, till, other, held, request, declare, ask, pushAll, spend, place, state, flags };
}
