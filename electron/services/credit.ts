import type { FailureOf } from '../../shared/contract/command.ts';
import {
  type BalanceAfter,
  type creditContract,
  type HouseholdCredit,
  type InsufficientCredit,
  MOST_BATCH_HOUSEHOLDS,
} from '../../shared/contract/credit-contract.ts';
import { type Purse, parseAccount, unitOfPurse } from '../../shared/domain/account.ts';
import {
  type AdjustablePurse,
  adjustablePurseSchema,
  isPeriodPurse,
  judgeTopUp,
  MAX_CREDIT_AMOUNT,
} from '../../shared/domain/credit.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import {
  type HouseholdId,
  type OperationId,
  operationIdSchema,
  type ProgrammeId,
  programmeIdSchema,
} from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { HOUSEHOLD_ROLES, hasAnyRole } from '../../shared/domain/role.ts';
import {
  accountAdjusted,
  creditBatchClosed,
  creditBatchReopened,
  creditRulesSet,
  creditTakenBack,
  creditToppedUp,
} from '../../shared/operations/credit-operations.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import {
  giveNext,
  planLines,
  recordBatch,
  selectHouseholds,
  toBatchView,
  toLineViews,
  toPlacedLines,
} from '../credit/credit-batches.ts';
import { logAccess } from '../database/access-log.ts';
import { allowancePeriodOn } from '../database/allowance-posting.ts';
import {
  creditRulesOf,
  findBatch,
  findLastBatchStart,
  findProgrammeName,
  isProgrammeActive,
  isTopUpTakenBack,
  listBatchClosings,
  listBatches,
  listBatchLines,
  listTopUps,
} from '../database/credit.ts';
import type { Db, Tx } from '../database/database.ts';
import {
  balanceOf,
  findHousehold,
  findHouseholdNumber,
  type HouseholdRow,
  listEntitlements,
} from '../database/households.ts';
import { findSetting, type SettingName, setSetting } from '../database/local-settings.ts';
import { type Draft, findOperation } from '../database/log.ts';
import { findHead, headOf } from '../database/merges.ts';
import { findOperator, listProgrammes } from '../database/network.ts';
import { claimsToReverse } from '../database/reversal-rights.ts';
import type { Handlers } from '../handlers.ts';
import type { SignedIn } from '../session.ts';
import {
  type CoverFor,
  type CoverNeeded,
  claiming,
  createActUnderClaim,
  createActUnderCover,
  recordUnder,
} from '../sync/act-under-cover.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['credit', 'households', 'till', 'statements'];

/** Top-ups that a household's page lists; its statements show them all. */
const MOST_TOP_UPS = 20;
const MOST_BATCHES = 100;

/** Of what takes value from a household, decided in a transaction. */
type Decided<Name extends keyof typeof creditContract> = Result<
  BalanceAfter,
  FailureOf<(typeof creditContract)[Name]> | CoverNeeded
>;

/** Prepaid credit and washes: given, taken back, put right, one household or many at a time. */
export function createCreditService(context: ServiceContext): { handlers: Handlers<typeof creditContract> } {
  const { inTransaction, today } = context;
  const add = <Body>(tx: Tx, draft: Omit<Draft<Body>, 'businessOn'>) => {
    context.record(tx, { ...draft, businessOn: today() });
    tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  };
  const act = createActUnderCover(context);
  const actUnderClaim = createActUnderClaim(context);
  /** What may take value from a household, under what covers it. */
  const take = <Body>(tx: Tx, coverFor: CoverFor, draft: Omit<Draft<Body>, 'businessOn'>) => {
    tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
    return recordUnder(context, tx, coverFor, { ...draft, businessOn: today() });
  };
  const acting = (operator: SignedIn) => ({
    record: context.record,
    operator,
    today: today(),
    newId: context.newId,
  });

  return {
    handlers: {
      'credit.choices': ({ operator }) =>
        ok({
          programmes: listProgrammes(context.db)
            .filter(({ isActive }) => isActive)
            .map(({ programmeId, name }) => ({ programmeId, name })),
          rules: creditRulesOf(context.db, operator().siteId),
          lastProgrammeId: findLastProgramme(context.db),
        }),
      'credit.saveRules': ({ operator }, { operationId, rules }) =>
        inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return ok(null);
          const { operatorId, siteId } = operator();
          add(tx, { id: operationId, kind: creditRulesSet, body: { siteId, rules }, operatorId });
          return ok(null);
        }),
      'credit.ofHousehold': ({ operator }, { householdId }) =>
        inTransaction((tx) => {
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          const { operatorId, roles } = operator();
          const subject = `household:${householdId}`;
          logAccess(tx, { readAt: context.now(), operatorId, action: 'household.read', subject });
          return ok(readCredit(tx, household, today(), hasAnyRole(roles, HOUSEHOLD_ROLES)));
        }),
      'credit.topUp': ({ operator }, { operationId, ...given }) =>
        inTransaction((tx) => {
          const before = findOperation(tx, operationId)?.operation;
          if (before !== undefined) return ok(balanceAfter(tx, before)); // Enter was pressed twice
          const household = findHead(tx, given.householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          if (!isProgrammeActive(tx, given.programmeId)) return err({ type: 'ProgrammeUnknown' });
          const { operatorId, siteId } = operator();
          const judged = judgeTopUp(creditRulesOf(tx, siteId), given.purse, given.amount);
          if (!judged.ok) return judged;
          const { householdId } = household;
          const body = { ...given, householdId, siteId };
          add(tx, { id: operationId, kind: creditToppedUp, body, operatorId });
          setSetting(tx, LAST_PROGRAMME, given.programmeId);
          return ok({ balance: residualOf(tx, householdId, given.purse) });
        }),
      'credit.takeBack': ({ operator }, { operationId, topUpId, reason }) =>
        actUnderClaim(operationId, (tx, claimFor): Decided<'credit.takeBack'> => {
          const before = findOperation(tx, operationId)?.operation;
          if (before !== undefined) return ok(balanceAfter(tx, before));
          const topUp = findTopUp(tx, topUpId);
          if (topUp === null) return err({ type: 'TopUpUnknown' });
          if (isTopUpTakenBack(tx, topUpId)) return err({ type: 'AlreadyTakenBack' });
          const { programmeId, purse, amount } = topUp.body;
          // What it gave went along where the household was merged since.
          const householdId = headOf(tx, topUp.body.householdId);
          const covered = judgeCover(tx, householdId, purse, null, amount);
          if (!covered.ok) return covered;
          const { operatorId, siteId } = operator();
          const body = { householdId, siteId, programmeId, purse, amount, reason };
          const draft = { id: operationId, kind: creditTakenBack, body, operatorId, reversesId: topUpId };
          const claims = claimsToReverse(tx, topUp.operation, []);
          const taken = take(tx, claiming(claimFor, claims), draft);
          if (!taken.ok) return taken;
          return ok({ balance: residualOf(tx, householdId, purse) });
        }),
      'credit.adjust': ({ operator }, { operationId, purse, amount, reason, ...input }) =>
        act(operationId, (tx, coverFor): Decided<'credit.adjust'> => {
          const before = findOperation(tx, operationId)?.operation;
          if (before !== undefined) return ok(balanceAfter(tx, before));
          const household = findHead(tx, input.householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          const { householdId } = household;
          if (amount === 0) return err({ type: 'AmountIsZero' });
          const unit = unitOfPurse(purse);
          const most = MAX_CREDIT_AMOUNT;
          if (Math.abs(amount) > most) return err({ type: 'AmountTooLarge', unit, most, amount });
          const period = isPeriodPurse(purse) ? periodStartOf(tx, household, today()) : null;
          if (isPeriodPurse(purse) && period === null) return err({ type: 'NoPeriodToday' });
          if (amount < 0) {
            const covered = judgeCover(tx, householdId, purse, period, -amount);
            if (!covered.ok) return covered;
          }
          const { operatorId, siteId } = operator();
          const body = { householdId, siteId, purse, amount, reason, ...periodField(period) };
          const taken = take(tx, coverFor, { id: operationId, kind: accountAdjusted, body, operatorId });
          if (!taken.ok) return taken;
          return ok({ balance: residualOf(tx, householdId, purse, period) });
        }),
      ...batchHandlers(context, acting),
      ...batchListHandlers(context, add),
    },
  };
}

type Acting = Parameters<typeof giveNext>[1];

function batchHandlers(context: ServiceContext, acting: (operator: SignedIn) => Acting) {
  const { db, inTransaction, today } = context;
  const announceAfter = (tx: Tx, topics: readonly string[]) =>
    tx.afterCommit(() => context.announce({ type: 'changed', topics: [...topics] }));
  return {
    'credit.previewBatch': async ({ operator }, { rule, purse, programmeId, ...selection }) => {
      const { operatorId, siteId } = operator();
      const households = await selectHouseholds(db, selection, today());
      if (households === null) return err({ type: 'TooManyHouseholds', most: MOST_BATCH_HOUSEHOLDS });
      const planned = planLines(households, rule, purse, creditRulesOf(db, siteId));
      if (!planned.ok) return planned;
      const readAt = context.now();
      inTransaction((tx) => {
        logAccess(tx, { readAt, operatorId, action: 'household.searched', subject: 'by:credit-batch' });
        return ok(null);
      });
      const lastStartedAt = findLastBatchStart(db, programmeId, purse);
      return ok({ lines: toLineViews(db, planned.value), lastStartedAt });
    },
    'credit.startBatch': ({ operator }, { householdIds, totalAmount, ...what }) =>
      inTransaction((tx) => {
        if (findOperation(tx, what.batchId) !== null) return ok(null); // F9 was pressed twice
        if (!isProgrammeActive(tx, what.programmeId)) return err({ type: 'ProgrammeUnknown' });
        const households = [];
        for (const householdId of new Set(householdIds.map((each) => headOf(tx, each)))) {
          const household = findHousehold(tx, householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          households.push(household);
        }
        const planned = planLines(households, what.rule, what.purse, creditRulesOf(tx, operator().siteId));
        if (!planned.ok) return planned;
        const lines = planned.value.map(({ household: { householdId }, amount }) => ({
          householdId,
          amount,
        }));
        // A household has grown since the preview: what is given is what was seen, or nothing.
        const total = lines.reduce((sum, { amount }) => sum + amount, 0);
        if (total !== totalAmount) return err({ type: 'PreviewOutdated' });
        recordBatch(tx, acting(operator()), { ...what, lines });
        setSetting(tx, LAST_PROGRAMME, what.programmeId);
        announceAfter(tx, TOPICS);
        return ok(null);
      }),
    'credit.continueBatch': ({ operator }, { batchId }) =>
      inTransaction((tx) => {
        const batch = findBatch(tx, batchId);
        if (batch === null) return err({ type: 'BatchUnknown' });
        if (!batch.isClosed) giveNext(tx, acting(operator()), batch);
        const after = findBatch(tx, batchId) ?? batch;
        // While it runs the one who runs it has the answer; the other screens are told when it is over.
        if (after.givenHouseholds === after.households) announceAfter(tx, TOPICS);
        return ok(toBatchView(tx, after));
      }),
  } satisfies Partial<Handlers<typeof creditContract>>;
}

/** Batches that there are: looked at, given up, taken up again. */
function batchListHandlers(
  context: ServiceContext,
  add: <Body>(tx: Tx, draft: Omit<Draft<Body>, 'businessOn'>) => void,
) {
  const { db, inTransaction } = context;
  return {
    'credit.closeBatch': ({ operator }, { operationId, batchId }) =>
      inTransaction((tx) => {
        if (findOperation(tx, operationId) !== null) return ok(null);
        const batch = findBatch(tx, batchId);
        if (batch === null) return err({ type: 'BatchUnknown' });
        const body = { batchId, siteId: batch.siteId };
        const { operatorId } = operator();
        add(tx, { id: operationId, kind: creditBatchClosed, body, operatorId, causeId: batchId });
        return ok(null);
      }),
    'credit.reopenBatch': ({ operator }, { operationId, batchId }) =>
      inTransaction((tx) => {
        if (findOperation(tx, operationId) !== null) return ok(null);
        const batch = findBatch(tx, batchId);
        if (batch === null) return err({ type: 'BatchUnknown' });
        const { operatorId } = operator();
        const body = { batchId, siteId: batch.siteId };
        listBatchClosings(tx, batchId).forEach((reversesId, index) => {
          const id = index === 0 ? operationId : operationIdSchema.parse(context.newId());
          add(tx, { id, kind: creditBatchReopened, body, operatorId, causeId: batchId, reversesId });
        });
        return ok(null);
      }),
    'credit.batch': ({ operator }, { batchId }) =>
      inTransaction((tx) => {
        const batch = findBatch(tx, batchId);
        if (batch === null) return err({ type: 'BatchUnknown' });
        const { operatorId } = operator();
        const subject = `by:credit-batch:${batchId}`;
        logAccess(tx, { readAt: context.now(), operatorId, action: 'household.searched', subject });
        return ok({ batch: toBatchView(tx, batch), lines: toPlacedLines(tx, listBatchLines(tx, batchId)) });
      }),
    'credit.batches': () => ok(listBatches(db, MOST_BATCHES).map((batch) => toBatchView(db, batch))),
  } satisfies Partial<Handlers<typeof creditContract>>;
}

/** This counter's own: what its last top-up was paid by is what its next one probably is. */
const LAST_PROGRAMME = 'credit.lastProgramme' satisfies SettingName;

function findLastProgramme(db: Db): ProgrammeId | null {
  const kept = programmeIdSchema.safeParse(findSetting(db, LAST_PROGRAMME));
  return kept.success && isProgrammeActive(db, kept.data) ? kept.data : null;
}

function readCredit(db: Db, household: HouseholdRow, today: LocalDate, isOffice: boolean): HouseholdCredit {
  const balance = (purse: AdjustablePurse, period: LocalDate | null = null) =>
    balanceOf(db, household.household, accountOf(purse, period));
  const period = periodStartOf(db, household, today);
  const periodPurses = ['points', 'points-baby'] as const;
  return {
    cents: balance('cents'),
    washes: balance('washes'),
    adjustable: [
      ...(period === null ? [] : periodPurses.map((purse) => ({ purse, balance: balance(purse, period) }))),
      { purse: 'cents', balance: balance('cents') },
      { purse: 'washes', balance: balance('washes') },
    ],
    topUps: isOffice
      ? listTopUps(db, household.household, MOST_TOP_UPS).flatMap((row) => toTopUp(db, row))
      : [],
  };
}

function toTopUp(db: Db, row: ReturnType<typeof listTopUps>[number]): HouseholdCredit['topUps'] {
  if (row.body === null) return [];
  const { topUpId, occurredAt, operatorId, isTakenBack } = row;
  const { siteId, purse, amount, programmeId, reason } = creditToppedUp.body.parse(JSON.parse(row.body));
  const operatorName =
    operatorId === null ? null : (findOperator(db, siteId, operatorId)?.displayName ?? null);
  const programmeName = findProgrammeName(db, programmeId);
  return [{ topUpId, occurredAt, purse, amount, programmeName, reason, operatorName, isTakenBack }];
}

const accountOf = (purse: Purse, period: LocalDate | null): string =>
  period === null ? purse : `${purse}/${period}`;

const periodField = (period: LocalDate | null): { periodStartsOn?: LocalDate } =>
  period === null ? {} : { periodStartsOn: period };

/** First day of the period whose points the household spends today; null where no entitlement holds. */
function periodStartOf(db: Db, household: HouseholdRow, today: LocalDate): LocalDate | null {
  const entitlement = entitlementOn(listEntitlements(db, household.household), today);
  if (!entitlement.ok) return null;
  return allowancePeriodOn(db, household.household, entitlement.value, today)?.startsOn ?? null;
}

function residualOf(
  db: Db,
  householdId: HouseholdId,
  purse: AdjustablePurse,
  period: LocalDate | null = null,
): number {
  const household = findHouseholdNumber(db, householdId);
  return household === null ? 0 : balanceOf(db, household, accountOf(purse, period));
}

/** Whether an account holds what is to be taken from it. */
function judgeCover(
  db: Db,
  householdId: HouseholdId,
  purse: AdjustablePurse,
  period: LocalDate | null,
  amount: number,
): Result<null, InsufficientCredit> {
  const balance = residualOf(db, householdId, purse, period);
  if (balance >= amount) return ok(null);
  return err({ type: 'InsufficientCredit', unit: unitOfPurse(purse), balance, missing: amount - balance });
}

/** What an act that was recorded before has left on its account, as it is now. */
function balanceAfter(db: Db, { postings }: Operation): BalanceAfter {
  const [posting] = postings;
  const account = posting === undefined ? null : parseAccount(posting.account);
  assert(account?.kind === 'household' && isAdjustable(account.purse), 'an id belongs to one act');
  return { balance: residualOf(db, account.householdId, account.purse, account.periodStartsOn) };
}

const isAdjustable = (purse: Purse): purse is AdjustablePurse =>
  adjustablePurseSchema.safeParse(purse).success;

/** The body of a top-up; null where the id is of nothing or of something else. */
type TopUp = { readonly operation: Operation; readonly body: BodyOf<typeof creditToppedUp> };

function findTopUp(db: Db, topUpId: OperationId): TopUp | null {
  const operation = findOperation(db, topUpId)?.operation;
  if (operation?.type !== creditToppedUp.type || operation.body === undefined) return null;
  return { operation, body: creditToppedUp.body.parse(JSON.parse(operation.body)) };
}
