import { v7 } from 'uuid';
import { householdAccount, type Purse } from '../shared/domain/account.ts';
import {
  categoryIdSchema,
  type HouseholdId,
  type OperationId,
  productIdSchema,
  programmeIdSchema,
} from '../shared/domain/ids.ts';
import { type LocalDate, localDateSchema } from '../shared/domain/local-date.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import { beneficiariesStream, deviceStream } from '../shared/operations/kind.ts';
import { leaseRecalled } from '../shared/operations/lease-operations.ts';
import {
  householdMerged,
  householdMergeSwept,
  householdMergeUndone,
  type MergeTransfer,
} from '../shared/operations/merge-operations.ts';
import type { Operation } from '../shared/operations/operation.ts';
import { saleCompleted } from '../shared/operations/sale-operations.ts';
import { anAllowanceHub, schemeId } from './allowance-hub.fixture.ts';
import { adminId, anEnrolledChain, siteId } from './chain-fixture.ts';
import type { HubStore } from './store/hub-store.ts';

const AS_ADMIN = { operatorId: adminId };
export const november = localDateSchema.parse('2026-11-01');
const periodsOf = (startsOn: LocalDate) => ({
  pointsPeriodStartsOn: startsOn,
  limitPeriodStartsOn: startsOn,
});
/** As an office merges that has heard of nothing. */
export const NOTHING: Pick<MergeTransfer, 'moves' | 'recomputed'> = { moves: [], recomputed: [] };

type Chain = Awaited<ReturnType<typeof anEnrolledChain>>;

/** Families that a hub has given their November points, an office that merges them, and a till that has not heard of it. */
export async function aSweepHub(store: HubStore) {
  const hub = await anAllowanceHub(store);
  await hub.begin();
  const till = await anEnrolledChain(store);
  const households = [hub.aHousehold(), hub.aHousehold(), hub.aHousehold()] as const;
  await hub.pushFrom(hub.founder);
  await hub.pushFrom(till);
  await hub.post();

  /** As an office merges them that has seen all of it: the points of both were spent by nobody yet. */
  const merge = async (
    householdId: HouseholdId,
    intoHouseholdId: HouseholdId,
    transfer = given(householdId),
  ) => {
    const merged = hub.founder.write(
      householdMerged,
      { householdId, intoHouseholdId, ...transfer },
      AS_ADMIN,
    );
    await hub.pushFrom(hub.founder);
    await hub.post();
    return merged.id;
  };
  const given = (householdId: HouseholdId): Pick<MergeTransfer, 'moves' | 'recomputed'> => ({
    moves: [],
    recomputed: [
      { householdId, purse: 'points', periodStartsOn: november, schemeId, amount: -40, allowancePoints: -40 },
    ],
  });
  const undo = async (mergeId: OperationId, householdId: HouseholdId, intoHouseholdId: HouseholdId) => {
    const changed = { reversesId: mergeId };
    const body = { householdId, intoHouseholdId, ...NOTHING };
    hub.founder.write(householdMergeUndone, body, { ...AS_ADMIN, changed });
    await hub.pushFrom(hub.founder);
    await hub.post();
  };
  /** A sale at a counter that has no cover for it, as by an older program: a fact all the same. */
  const sell = async (
    householdId: HouseholdId,
    price: { points?: number; cents?: number },
    by: Chain = till,
    monthStartsOn: LocalDate = november,
  ) => {
    const charged = { points: 0, babyPoints: 0, cents: 0, ...price };
    const [productId, categoryId] = [productIdSchema.parse(v7()), categoryIdSchema.parse('pasta')];
    const sale = by.write(
      saleCompleted,
      {
        siteId,
        beneficiary: {
          kind: 'household',
          householdId,
          foundBy: 'search',
          size: 2,
          ...periodsOf(monthStartsOn),
        },
        lines: [{ line: 1, productId, categoryId, quantity: 1, price: charged, limitIds: [] }],
        totals: { price: charged, charged, pieces: 1 },
        limitsLeft: [],
        overrides: [],
      },
      AS_ADMIN,
    );
    await hub.pushFrom(by);
    return sale;
  };
  const topUp = async (
    householdId: HouseholdId,
    purse: 'cents' | 'washes',
    amount: number,
    by: Chain = till,
  ) => {
    const programmeId = programmeIdSchema.parse('surplus');
    const body = { householdId, siteId, programmeId, purse, amount, reason: 'first-need' } as const;
    by.write(creditToppedUp, body, AS_ADMIN);
    await hub.pushFrom(by);
  };
  const balanceOf = async (householdId: HouseholdId, purse: Purse): Promise<number> => {
    const isOfPeriod = purse === 'points' || purse.startsWith('use-');
    const account = householdAccount(householdId, purse, isOfPeriod ? november : undefined);
    return (await store.inSnapshot((tx) => tx.findAccounts([account]))).get(account)?.posted ?? 0;
  };
  const points = (...of: HouseholdId[]) => Promise.all(of.map((id) => balanceOf(id, 'points')));
  const cents = (...of: HouseholdId[]) => Promise.all(of.map((id) => balanceOf(id, 'cents')));
  const swept = async (): Promise<Operation[]> => {
    const read = await store.inSnapshot((tx) => tx.listOperations(beneficiariesStream, 0, 10_000));
    return read.map(({ operation }) => operation).filter(({ type }) => type === householdMergeSwept.type);
  };
  const lettersTo = async ({ deviceId }: Chain) => {
    const read = await store.inSnapshot((tx) => tx.listOperations(deviceStream(deviceId), 0, 1000));
    return read.filter(({ operation }) => operation.type === leaseRecalled.type).length;
  };
  return { ...hub, till, households, merge, undo, sell, topUp, points, cents, swept, lettersTo };
}
