import type { ClaimFailure } from '../../shared/contract/claim-failure.ts';
import type { CoverFailure } from '../../shared/contract/cover-failure.ts';
import type { ReturnedSale, ReturnFailure } from '../../shared/contract/sales-contract.ts';
import type { OperationId } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { hasAnyRole } from '../../shared/domain/role.ts';
import type { ReturnedLine } from '../../shared/domain/sale.ts';
import { everythingLeft, type ReturnRequest, returnLines } from '../../shared/domain/sale-postings.ts';
import { NO_TENDERS, pointsOfTenders, sumTenders, type Tenders } from '../../shared/domain/tenders.ts';
import { type ReturnReason, saleReturned } from '../../shared/operations/sale-operations.ts';
import type { Db, Tx } from '../database/database.ts';
import type { Draft } from '../database/log.ts';
import { tillRulesOf } from '../database/network.ts';
import { enqueueRollPaper } from '../database/receipt-jobs.ts';
import { claimsToReverse } from '../database/reversal-rights.ts';
import { readReturnReceipt } from '../database/sale-receipt.ts';
import {
  findReturn,
  findSale,
  type LoggedReturn,
  type LoggedSale,
  listReturns,
  type ReturnBody,
  returnedByLine,
} from '../database/sales.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';
import { type ClaimFor, type CoverNeeded, claiming, recordUnder } from '../sync/act-under-cover.ts';
import { currentPeriodStart, periodEndedOn } from './return-period.ts';
import { findElsewhere } from './sale-detail.ts';

export type ReturnInput = {
  readonly returnId: OperationId;
  readonly saleId: OperationId;
  readonly reason: ReturnReason;
  readonly toCurrentPeriod?: boolean | undefined;
  /** Everything that is left, for a void. */
  readonly lines: readonly ReturnRequest[] | 'everything';
};

/**
 * Takes a sale back, wholly or in part. One `returnId` is one return, however often it is asked for. A sale of another till of
 * the site has to be claimed of the hub first.
 */
export function returnSale(
  context: ServiceContext,
  tx: Tx,
  operator: SignedIn,
  input: ReturnInput,
  claimFor: ClaimFor,
): Result<ReturnedSale, Exclude<ReturnFailure, ClaimFailure | CoverFailure> | CoverNeeded> {
  const sale = findSale(tx, input.saleId);
  if (sale === null) return err({ type: 'SaleUnknown' });
  const before = findReturn(tx, input.returnId);
  if (before !== null) {
    assert(before.operation.reversesId === input.saleId, 'a return id belongs to one sale');
    return ok(toReturned(tx, sale, before, false));
  }
  const elsewhere = findElsewhere(tx, sale, operator.siteId);
  if (elsewhere !== null) return err(elsewhere);
  const returned = returnedByLine(tx, input.saleId);
  const requests = input.lines === 'everything' ? everythingLeft(sale.body.lines, returned) : input.lines;
  const lines = returnLines(sale.body.lines, returned, requests);
  if (!lines.ok) return lines;
  const to = decideTo(context, tx, operator, sale, lines.value, input.toCurrentPeriod);
  if (!to.ok) return to;

  const known = listReturns(tx, input.saleId).map(({ operation: { id } }) => id);
  const draft: Draft<ReturnBody> = {
    id: input.returnId,
    kind: saleReturned,
    body: {
      siteId: sale.body.siteId,
      isVoid: input.lines === 'everything',
      reason: input.reason,
      ...(to.value === null ? {} : { to: to.value }),
      lines: lines.value,
      total: givenBy(lines.value),
    },
    operatorId: operator.operatorId,
    reversesId: input.saleId,
    businessOn: context.today(),
  };
  const claims = claimsToReverse(tx, sale.operation, known);
  const recorded = recordUnder(context, tx, claiming(claimFor, claims), draft);
  if (!recorded.ok) return recorded;
  const logged = findReturn(tx, input.returnId);
  assert(logged !== null && logged.n === recorded.value.n, 'a recorded return is read back');
  const isPrinting = enqueueRollPaper(tx, context, {
    operationId: input.returnId,
    siteId: operator.siteId,
    paper: readReturnReceipt(tx, sale, logged, false),
  });
  return ok(toReturned(tx, sale, logged, isPrinting));
}

/**
 * Where the value goes: to the accounts it came from. Points of a period that has ended wait for a decision; prepaid euro
 * has no period, and uses always go back to the month or week they counted in.
 */
function decideTo(
  context: ServiceContext,
  tx: Tx,
  operator: SignedIn,
  { body }: LoggedSale,
  lines: readonly ReturnedLine[],
  toCurrentPeriod: boolean | undefined,
): Result<NonNullable<ReturnBody['to']> | null, PeriodFailure> {
  const { beneficiary, siteId } = body;
  if (beneficiary.kind === 'occasional') return ok(null);
  const { householdId, pointsPeriodStartsOn, limitPeriodStartsOn, weekStartsOn } = beneficiary;
  const own = {
    householdId,
    pointsPeriodStartsOn,
    limitPeriodStartsOn,
    ...(weekStartsOn === undefined ? {} : { weekStartsOn }),
  };
  const endedOn =
    pointsOfTenders(givenBy(lines)) === 0 ? null : periodEndedOn(tx, beneficiary, context.today());
  if (endedOn === null || toCurrentPeriod === false) return ok(own);
  const mayGiveToCurrentPeriod = mayGive(tx, operator);
  if (toCurrentPeriod === undefined) return err({ type: 'PeriodEnded', endedOn, mayGiveToCurrentPeriod });
  if (!mayGiveToCurrentPeriod) return err({ type: 'CurrentPeriodNotAllowed' });
  const startsOn = currentPeriodStart(context, tx, householdId, siteId);
  if (startsOn === null) return err({ type: 'NoCurrentPeriod' });
  return ok({ ...own, pointsPeriodStartsOn: startsOn, reason: 'period-ended' });
}

type PeriodFailure = Extract<
  ReturnFailure,
  { type: 'PeriodEnded' | 'CurrentPeriodNotAllowed' | 'NoCurrentPeriod' }
>;

export const mayGive = (db: Db, { roles, siteId }: SignedIn): boolean =>
  hasAnyRole(roles, tillRulesOf(db, siteId).returnToCurrentPeriodRoles);

function toReturned(db: Db, sale: LoggedSale, returned: LoggedReturn, isPrinting: boolean): ReturnedSale {
  const { lines, to } = returned.body;
  return {
    returnId: returned.operation.id,
    receipt: readReturnReceipt(db, sale, returned, false),
    pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    given: to === undefined ? NO_TENDERS : givenBy(lines),
    toCurrentPeriod: to?.reason === 'period-ended',
    isPrinting,
  };
}

const givenBy = (lines: readonly ReturnedLine[]): Tenders => sumTenders(lines.map(({ price }) => price));
