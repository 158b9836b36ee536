import type { BatchFilter } from '../../shared/contract/credit-contract.ts';
import type { BilingualName } from '../../shared/domain/category.ts';
import {
  type CreditPurse,
  type CreditRules,
  creditRulesSchema,
  DEFAULT_CREDIT_RULES,
  type TopUpReason,
} from '../../shared/domain/credit.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import type { HouseholdId, OperationId, OperatorId, ProgrammeId, SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { programmeSchema } from '../../shared/domain/programme.ts';
import { type Db, query } from './database.ts';
import { findHousehold, type HouseholdRow, listEntitlements } from './households.ts';
import { idFromBytes, idToBytes } from './uuid-bytes.ts';

const findRulesSql = query<readonly [string], { rules: string }>(
  'findCreditRules',
  'SELECT rules FROM credit_rules WHERE site_id = ?',
);

/** The site's rules, or the defaults where it has set none. */
export function creditRulesOf(db: Db, siteId: SiteId): CreditRules {
  const row = db.one(findRulesSql, siteId);
  return row === undefined ? DEFAULT_CREDIT_RULES : creditRulesSchema.parse(JSON.parse(row.rules));
}

const findProgrammeSql = query<readonly [string], { document: string }>(
  'findProgramme',
  'SELECT document FROM programme WHERE programme_id = ?',
);

export function findProgrammeName(db: Db, programmeId: ProgrammeId): BilingualName | null {
  const row = db.one(findProgrammeSql, programmeId);
  return row === undefined ? null : programmeSchema.parse(JSON.parse(row.document)).name;
}

/** Whether a programme is there and pays for new top-ups. */
export function isProgrammeActive(db: Db, programmeId: ProgrammeId): boolean {
  const row = db.one(findProgrammeSql, programmeId);
  return row !== undefined && programmeSchema.parse(JSON.parse(row.document)).isActive;
}

const isTakenBackSql = query<readonly [Uint8Array], { found: number }>(
  'isTopUpTakenBack',
  'SELECT 1 AS found FROM credit_taken_back WHERE top_up_id = ?',
);

export const isTopUpTakenBack = (db: Db, topUpId: OperationId): boolean =>
  db.one(isTakenBackSql, idToBytes(topUpId)) !== undefined;

type TopUpRow = {
  readonly topUpId: OperationId;
  readonly occurredAt: number;
  readonly operatorId: OperatorId | null;
  readonly isTakenBack: boolean;
  /** Null once erased. */
  readonly body: string | null;
};
type RawTopUpRow = Omit<TopUpRow, 'topUpId' | 'isTakenBack'> & { id: Uint8Array; isTakenBack: number };

const listTopUpsSql = query<readonly [number, number], RawTopUpRow>(
  'listTopUps',
  `SELECT operation.id, occurred_at AS occurredAt, operator_id AS operatorId, body,
     top_up_id IS NOT NULL AS isTakenBack
   FROM movement JOIN operation USING (n) JOIN kind USING (kind)
   LEFT JOIN credit_taken_back ON top_up_id = operation.id
   WHERE household = ? AND account IN ('cents', 'washes') AND type = 'credit.toppedUp'
   ORDER BY operation.n DESC LIMIT ?`,
);

/** What a household was given, newest first. */
export const listTopUps = (db: Db, household: number, most: number): TopUpRow[] =>
  db.all(listTopUpsSql, household, most).map(({ id, isTakenBack, ...row }) => ({
    ...row,
    topUpId: idFromBytes(id),
    isTakenBack: isTakenBack === 1,
  }));

const listHouseholdsSql = query<
  readonly [number, string | null, string | null, number, number, number, number],
  { householdId: HouseholdId; household: number }
>(
  'listHouseholdsForCredit',
  `SELECT household_id AS householdId, household FROM household JOIN household_key USING (household)
   WHERE household NOT IN (SELECT household FROM household_merge WHERE is_undone = 0 AND household IS NOT NULL)
     AND household > ? AND (? IS NULL OR site_id = ?) AND size BETWEEN ? AND ?
     AND (? = 0 OR child_birth_months <> '[]')
   ORDER BY household LIMIT ?`,
);

/** A page of the households that a filter lets through, without those that are read as another, and where the next page begins; null after the last. */
export function listHouseholdsByFilter(
  db: Db,
  filter: BatchFilter,
  today: LocalDate,
  after: number,
  pageSize: number,
): { readonly households: HouseholdRow[]; readonly next: number | null } {
  const { siteId, leastSize, mostSize, hasChildren, isEntitled, schemeId } = filter;
  const withChildren = hasChildren ? 1 : 0;
  const page = db.all(listHouseholdsSql, after, siteId, siteId, leastSize, mostSize, withChildren, pageSize);
  const households = page.flatMap(({ householdId, household }) => {
    if (isEntitled || schemeId !== null) {
      const entitlement = entitlementOn(listEntitlements(db, household), today);
      if (!entitlement.ok || (schemeId !== null && entitlement.value.schemeId !== schemeId)) return [];
    }
    return findHousehold(db, householdId) ?? [];
  });
  return { households, next: page.length < pageSize ? null : (page.at(-1)?.household ?? null) };
}

export type BatchRow = {
  readonly batchId: OperationId;
  readonly siteId: SiteId;
  readonly programmeId: ProgrammeId;
  readonly purse: CreditPurse;
  readonly reason: TopUpReason;
  readonly isClosed: boolean;
  readonly startedAt: number;
  readonly operatorId: OperatorId | null;
  readonly households: number;
  readonly totalAmount: number;
  readonly givenHouseholds: number;
  readonly givenAmount: number;
};
type RawBatchRow = Omit<BatchRow, 'batchId' | 'isClosed'> & { batchId: Uint8Array; isClosed: number };

const batchColumns = `SELECT credit_batch.batch_id AS batchId, site_id AS siteId, programme_id AS programmeId,
  purse, reason, EXISTS (SELECT 1 FROM credit_batch_closing AS closing
    WHERE closing.batch_id = credit_batch.batch_id AND is_lifted = 0) AS isClosed, occurred_at AS startedAt, operator_id AS operatorId,
  count(*) AS households, sum(amount) AS totalAmount, count(given_n) AS givenHouseholds,
  coalesce(sum(amount) FILTER (WHERE given_n IS NOT NULL), 0) AS givenAmount
  FROM credit_batch JOIN operation USING (n)
  JOIN credit_batch_line ON credit_batch_line.batch_id = credit_batch.batch_id`;

const findBatchSql = query<readonly [Uint8Array], RawBatchRow>(
  'findCreditBatch',
  `${batchColumns} WHERE credit_batch.batch_id = ? GROUP BY credit_batch.n`,
);
const listBatchesSql = query<readonly [number], RawBatchRow>(
  'listCreditBatches',
  `${batchColumns} WHERE credit_batch.n IN (SELECT n FROM credit_batch ORDER BY n DESC LIMIT ?)
   GROUP BY credit_batch.n ORDER BY credit_batch.n DESC`,
);

const toBatch = (row: RawBatchRow): BatchRow => ({
  ...row,
  batchId: idFromBytes(row.batchId),
  isClosed: row.isClosed === 1,
});

export function findBatch(db: Db, batchId: OperationId): BatchRow | null {
  const row = db.one(findBatchSql, idToBytes(batchId));
  return row === undefined ? null : toBatch(row);
}

export const listBatches = (db: Db, most: number): BatchRow[] => db.all(listBatchesSql, most).map(toBatch);

const listUngivenSql = query<readonly [Uint8Array, number], { householdId: HouseholdId; amount: number }>(
  'listUngivenCreditLines',
  `SELECT household_id AS householdId, amount FROM credit_batch_line JOIN household_key USING (household)
   WHERE batch_id = ? AND given_n IS NULL ORDER BY household LIMIT ?`,
);

/** The next households that a batch has not given to. */
export const listUngivenLines = (db: Db, batchId: OperationId, most: number) =>
  db.all(listUngivenSql, idToBytes(batchId), most);

const listLinesSql = query<
  readonly [Uint8Array],
  { householdId: HouseholdId; amount: number; isGiven: number }
>(
  'listCreditBatchLines',
  `SELECT household_id AS householdId, amount, given_n IS NOT NULL AS isGiven
   FROM credit_batch_line JOIN household_key USING (household) WHERE batch_id = ?`,
);

/** Every line of a batch, given or not, in no order. */
export const listBatchLines = (db: Db, batchId: OperationId) =>
  db
    .all(listLinesSql, idToBytes(batchId))
    .map(({ isGiven, ...line }) => ({ ...line, isGiven: isGiven === 1 }));

const listClosingsSql = query<readonly [Uint8Array], { id: Uint8Array }>(
  'listCreditBatchClosings',
  'SELECT closing_id AS id FROM credit_batch_closing WHERE batch_id = ? AND is_lifted = 0',
);

/** What closed a batch and was not lifted: one, or several where two counters did so unheard of each other. */
export const listBatchClosings = (db: Db, batchId: OperationId): OperationId[] =>
  db.all(listClosingsSql, idToBytes(batchId)).map(({ id }) => idFromBytes(id));

const findLastBatchSql = query<readonly [string, string], { startedAt: number }>(
  'findLastCreditBatch',
  `SELECT occurred_at AS startedAt FROM credit_batch JOIN operation USING (n)
   WHERE programme_id = ? AND purse = ? ORDER BY n DESC LIMIT 1`,
);

/** When the last batch of a programme into a purse was started; null where there was none. */
export const findLastBatchStart = (db: Db, programmeId: ProgrammeId, purse: CreditPurse): number | null =>
  db.one(findLastBatchSql, programmeId, purse)?.startedAt ?? null;
