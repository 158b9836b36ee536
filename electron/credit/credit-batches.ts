import { v5 } from 'uuid';
import {
  type BatchAmountRefused,
  type BatchFilter,
  type BatchLineView,
  type BatchView,
  MOST_BATCH_HOUSEHOLDS,
} from '../../shared/contract/credit-contract.ts';
import {
  BATCH_TOP_UPS,
  type CreditPurse,
  type CreditRule,
  type CreditRules,
  creditByRule,
  judgeTopUp,
  keyOfBatchTopUp,
  MOST_BATCH_LINES,
  type TopUpReason,
} from '../../shared/domain/credit.ts';
import {
  type HouseholdId,
  type OperationId,
  operationIdSchema,
  type ProgrammeId,
} from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { creditBatchStarted, creditToppedUp } from '../../shared/operations/credit-operations.ts';
import {
  type BatchRow,
  findProgrammeName,
  type listBatchLines,
  listHouseholdsByFilter,
  listUngivenLines,
} from '../database/credit.ts';
import type { Db, Tx } from '../database/database.ts';
import { findHousehold, type HouseholdRow } from '../database/households.ts';
import type { RecordOperation } from '../database/log.ts';
import { findHead } from '../database/merges.ts';
import { findOperator, findSite } from '../database/network.ts';
import type { SignedIn } from '../session.ts';

/** Households given to in one transaction: some milliseconds, so that a till in between waits for no longer. */
export const HOUSEHOLDS_AT_ONCE = 20;

/** Households read before others get their turn. */
const PAGE_HOUSEHOLDS = 500;

/** The same batch gives to a household once, whoever repeats it and wherever: the log itself refuses a second. */
export const batchTopUpId = (batchId: OperationId, householdId: HouseholdId): OperationId =>
  operationIdSchema.parse(v5(keyOfBatchTopUp(batchId, householdId), BATCH_TOP_UPS));

/** Households that a filter lets through, then those picked by hand; null beyond what one batch may hold. */
export async function selectHouseholds(
  db: Db,
  selection: { readonly filter: BatchFilter | null; readonly addedIds: readonly HouseholdId[] },
  today: LocalDate,
): Promise<HouseholdRow[] | null> {
  const households = new Map<HouseholdId, HouseholdRow>();
  let after: number | null = selection.filter === null ? null : 0;
  while (after !== null && selection.filter !== null) {
    const page = listHouseholdsByFilter(db, selection.filter, today, after, PAGE_HOUSEHOLDS);
    for (const household of page.households) households.set(household.householdId, household);
    if (households.size > MOST_BATCH_HOUSEHOLDS) return null;
    after = page.next;
    // The till is answered between two pages.
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const householdId of selection.addedIds) {
    const household = findHead(db, householdId);
    if (household !== null) households.set(household.householdId, household);
  }
  return households.size > MOST_BATCH_HOUSEHOLDS ? null : [...households.values()];
}

/** What each household gets by the rule; the first that the site's rules refuse is named. */
export function planLines(
  households: readonly HouseholdRow[],
  rule: CreditRule,
  purse: CreditPurse,
  rules: CreditRules,
): Result<{ household: HouseholdRow; amount: number }[], BatchAmountRefused> {
  const lines = [];
  for (const household of households) {
    const amount = creditByRule(rule, household.size);
    const judged = judgeTopUp(rules, purse, amount);
    if (!judged.ok) return err({ ...judged.error, ...nameOf(household) });
    lines.push({ household, amount });
  }
  return ok(lines);
}

const nameOf = ({ displayName }: HouseholdRow): { displayName?: string } =>
  displayName === null ? {} : { displayName };

const names = new Intl.Collator('it');

/** Lines as a person reads them: by name. */
export const toLineViews = (
  db: Db,
  lines: readonly { household: HouseholdRow; amount: number }[],
): BatchLineView[] =>
  lines
    .map(({ household, amount }) => ({
      householdId: household.householdId,
      displayName: household.displayName,
      size: household.size,
      siteName: household.siteId === null ? null : (findSite(db, household.siteId)?.name ?? null),
      amount,
    }))
    .sort((a, b) => names.compare(a.displayName ?? '', b.displayName ?? ''));

/** The lines of a batch that there is, those that are still to be given first. */
export function toPlacedLines(
  db: Db,
  lines: ReturnType<typeof listBatchLines>,
): (BatchLineView & { readonly isGiven: boolean })[] {
  const ofPart = (wanted: boolean) =>
    toLineViews(
      db,
      lines.flatMap(({ householdId, amount, isGiven }) => {
        const household = isGiven === wanted ? findHousehold(db, householdId) : null;
        return household === null ? [] : [{ household, amount }];
      }),
    ).map((line) => ({ ...line, isGiven: wanted }));
  return [...ofPart(false), ...ofPart(true)];
}

export type BatchPlan = {
  readonly batchId: OperationId;
  readonly programmeId: ProgrammeId;
  readonly purse: CreditPurse;
  readonly reason: TopUpReason;
  readonly rule: CreditRule;
  readonly lines: readonly { readonly householdId: HouseholdId; readonly amount: number }[];
};

type Acting = {
  readonly record: RecordOperation;
  readonly operator: SignedIn;
  readonly today: LocalDate;
  readonly newId: () => string;
};

/** Records what a batch is to give, in as many parts as its lines need. */
export function recordBatch(tx: Tx, { record, operator, today, newId }: Acting, plan: BatchPlan): void {
  const { lines, ...what } = plan;
  const parts = Math.ceil(lines.length / MOST_BATCH_LINES);
  for (let part = 1; part <= parts; part++) {
    const isFirst = part === 1;
    record(tx, {
      id: isFirst ? plan.batchId : operationIdSchema.parse(newId()),
      kind: creditBatchStarted,
      body: {
        ...what,
        siteId: operator.siteId,
        part,
        parts,
        lines: lines.slice((part - 1) * MOST_BATCH_LINES, part * MOST_BATCH_LINES),
      },
      operatorId: operator.operatorId,
      businessOn: today,
      ...(isFirst ? {} : { causeId: plan.batchId }),
    });
  }
}

/** Gives to the next households of a batch, one operation each. */
export function giveNext(tx: Tx, { record, operator, today }: Acting, batch: BatchRow): void {
  const { batchId, siteId, programmeId, purse, reason } = batch;
  for (const { householdId, amount } of listUngivenLines(tx, batchId, HOUSEHOLDS_AT_ONCE)) {
    record(tx, {
      id: batchTopUpId(batchId, householdId),
      kind: creditToppedUp,
      body: { householdId, siteId, programmeId, purse, amount, reason, batchId },
      operatorId: operator.operatorId,
      businessOn: today,
      causeId: batchId,
    });
  }
}

export function toBatchView(db: Db, batch: BatchRow): BatchView {
  const { siteId, programmeId, operatorId, isClosed, ...rest } = batch;
  const isDone = batch.givenHouseholds === batch.households;
  return {
    ...rest,
    siteName: findSite(db, siteId)?.name ?? null,
    programmeName: findProgrammeName(db, programmeId),
    operatorName: operatorId === null ? null : (findOperator(db, siteId, operatorId)?.displayName ?? null),
    state: isDone ? 'done' : isClosed ? 'closed' : 'unfinished',
  };
}
