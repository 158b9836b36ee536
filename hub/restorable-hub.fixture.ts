import { v7 } from 'uuid';
import { type AccountName, householdAccount } from '../shared/domain/account.ts';
import {
  authorisationIdSchema,
  type HouseholdId,
  householdIdSchema,
  type LeaseId,
  leaseIdSchema,
  operationIdSchema,
} from '../shared/domain/ids.ts';
import type { Cover } from '../shared/domain/posting.ts';
import { deviceStream } from '../shared/operations/kind.ts';
import type { Operation } from '../shared/operations/operation.ts';
import type { DeclareRequest } from '../shared/sync/declaration.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { type aChain, anEnrolledChain, cashierId } from './chain-fixture.ts';
import { isSignedBy } from './ed25519.ts';
import { createHubPen } from './hub-pen.ts';
import { authorise } from './rules/authorise.ts';
import { declareHolds } from './rules/declare-holds.ts';
import { placeLeases } from './rules/place-leases.ts';
import { push } from './rules/push.ts';
import { retryQuarantine } from './rules/retry-quarantine.ts';
import type { HubStore } from './store/hub-store.ts';

type Chain = ReturnType<typeof aChain>;

const NOW = 1_790_000_100_000;

/** A store, and what a restore of it from a backup of this moment comes to. */
export type Restorable = { readonly store: HubStore; readonly beginEpoch: () => Promise<void> };

/** A hub of such a store, and devices that ask it and declare what they hold. */
export async function aRestorableHub({ store, beginEpoch }: Restorable) {
  const now = () => NOW;
  const pen = createHubPen(now);
  const epoch = () => store.inSnapshot((tx) => tx.epoch());
  const enrol = () => anEnrolledChain(store);
  const pushAll = (chain: Chain) => push({ store, ...pen, isSignedBy }, chain.deviceId, chain.request());
  /** A till with a household of its own, which has 1000 cents. */
  const aTillWithHousehold = async () => {
    const householdId = householdIdSchema.parse(v7());
    const till = await enrol();
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    await pushAll(till);
    return { till, householdId, account: householdAccount(householdId, 'cents') };
  };
  const place = async (chain: Chain) =>
    placeLeases(store, pen, chain.deviceId, { protocol: PROTOCOL_VERSION, epoch: await epoch() });
  const ask = async (chain: Chain, account: AccountName, amount: number, id: string = v7()) =>
    authorise(store, pen, chain.deviceId, {
      protocol: PROTOCOL_VERSION,
      epoch: await epoch(),
      authorisationId: authorisationIdSchema.parse(id),
      operationId: operationIdSchema.parse(id),
      spends: [{ account, unit: 'cents', amount, fromLease: 0 }],
      claims: [],
    });
  /** As a counter declares that has read all of its mailbox. */
  const declare = async (chain: Chain, changes: Partial<DeclareRequest> = {}) => {
    const mailbox = await store.inSnapshot((tx) => tx.findStreamHead(deviceStream(chain.deviceId)));
    const last = chain.operations.at(-1);
    return declareHolds({ store, now }, chain.deviceId, {
      protocol: PROTOCOL_VERSION,
      epoch: await epoch(),
      headSeq: last?.seq ?? 0,
      headHash: last?.hash ?? '',
      mailboxCursor: mailbox.number,
      part: 0,
      isLast: true,
      leases: [],
      authorisations: [],
      seen: [],
      ...changes,
    });
  };
  const figures = (account: AccountName) =>
    store.inTransaction(async (tx) => (await tx.lockAccounts([{ account, unit: 'cents' }])).get(account));
  const context = { store, ...pen, isSignedBy };
  const judgeAgain = async () => (await retryQuarantine(context)).taken;
  const devices = { enrol, pushAll, aTillWithHousehold, place, ask, declare };
  return { store, pen, context, beginEpoch, ...devices, figures, judgeAgain };
}

/** What a hub answers to a declaration that it took. */
export const DECLARED = { ok: true, value: { type: 'declared' } };

/** A lease of cents as a device declares it. */
export const aLease = (
  account: AccountName,
  amount: number,
  leaseId: LeaseId = leaseIdSchema.parse(v7()),
) => ({
  leaseId,
  account,
  unit: 'cents' as const,
  amount,
});

/** A sale under a cover, by a cashier of whom the hub has not heard. */
export const sellAside = (
  chain: Chain,
  householdId: HouseholdId,
  cents: number,
  cover: Cover,
  more: Partial<Operation> = {},
) => {
  const plain = chain.aSale(1, cents, householdId);
  chain.operations.pop();
  const postings = plain.postings.map((each) => (each.amount < 0 ? { ...each, cover } : each));
  return chain.rewrite(plain, { operatorId: cashierId, postings, ...more });
};
