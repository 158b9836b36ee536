import type { CardNumber } from '../../shared/domain/card-number.ts';
import type { Entitlement } from '../../shared/domain/entitlement.ts';
import type {
  CardId,
  EntitlementId,
  HouseholdId,
  OperationId,
  OperatorId,
  PersonId,
  SchemeId,
  SiteId,
} from '../../shared/domain/ids.ts';
import type { LocalDate, LocalMonth } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import type { CardBlockReason, CardUse } from '../../shared/operations/household-operations.ts';
import { type Db, query, type Tx } from './database.ts';

const findKey = query<readonly [string], { household: number }>(
  'findHouseholdKey',
  'SELECT household FROM household_key WHERE household_id = ?',
);
const insertKey = query<readonly [string]>(
  'insertHouseholdKey',
  'INSERT INTO household_key (household_id) VALUES (?)',
);

/** The household's number inside this database: what projections are clustered by. Never leaves it. */
export const numberOfHousehold = (tx: Tx, householdId: HouseholdId): number =>
  tx.one(findKey, householdId)?.household ?? tx.run(insertKey, householdId).lastRowId;

export const findHouseholdNumber = (db: Db, householdId: HouseholdId): number | null =>
  db.one(findKey, householdId)?.household ?? null;

/** What a counter keeps of a household (stream `beneficiaries`). */
export type HouseholdRow = {
  readonly household: number;
  readonly householdId: HouseholdId;
  /** Null once erased, or while its register has not arrived. */
  readonly displayName: string | null;
  readonly delegateNames: readonly string[];
  readonly size: number;
  readonly childBirthMonths: readonly LocalMonth[];
  readonly siteId: SiteId | null;
  readonly preferredLanguage: string | null;
};

type RawHouseholdRow = Omit<HouseholdRow, 'delegateNames' | 'childBirthMonths'> & {
  delegateNames: string;
  childBirthMonths: string;
};

const householdColumns = `household, household_id AS householdId, display_name AS displayName,
  delegate_names AS delegateNames, size, child_birth_months AS childBirthMonths, site_id AS siteId,
  preferred_language AS preferredLanguage
  FROM household JOIN household_key USING (household)`;

const findHouseholdSql = query<readonly [string], RawHouseholdRow>(
  'findHousehold',
  `SELECT ${householdColumns} WHERE household_id = ?`,
);

const toHousehold = (row: RawHouseholdRow): HouseholdRow => ({
  ...row,
  delegateNames: JSON.parse(row.delegateNames) as string[], // written by the projector
  childBirthMonths: JSON.parse(row.childBirthMonths) as LocalMonth[], // written by the projector
});

export function findHousehold(db: Db, householdId: HouseholdId): HouseholdRow | null {
  const row = db.one(findHouseholdSql, householdId);
  return row === undefined ? null : toHousehold(row);
}

const findHouseholdByNumberSql = query<readonly [number], RawHouseholdRow>(
  'findHouseholdByNumber',
  `SELECT ${householdColumns} WHERE household.household = ?`,
);

export function findHouseholdByNumber(db: Db, household: number): HouseholdRow | null {
  const row = db.one(findHouseholdByNumberSql, household);
  return row === undefined ? null : toHousehold(row);
}

const listHouseholdsByWordsSql = query<
  readonly [string, string, string, string, string, string, number],
  RawHouseholdRow
>(
  'listHouseholdsByWords',
  `SELECT ${householdColumns}
   WHERE household IN (SELECT household FROM household_word WHERE word >= ? AND word < ?)
     AND household IN (SELECT household FROM household_word WHERE word >= ? AND word < ?)
     AND household IN (SELECT household FROM household_word WHERE word >= ? AND word < ?)
   ORDER BY display_name LIMIT ?`,
);

const afterPrefix = (prefix: string): string => `${prefix}\u{10ffff}`;

/** Households of which every given word (one to three are used) begins a word of a name. */
export function listHouseholdsByWords(db: Db, words: readonly string[], most: number): HouseholdRow[] {
  const [first, second = first, third = first] = words;
  assert(first !== undefined && second !== undefined && third !== undefined, 'a search has a word');
  return db
    .all(
      listHouseholdsByWordsSql,
      first,
      afterPrefix(first),
      second,
      afterPrefix(second),
      third,
      afterPrefix(third),
      most,
    )
    .map(toHousehold);
}

export type CardRow = {
  readonly cardId: CardId;
  readonly cardNumber: CardNumber;
  readonly householdId: HouseholdId;
  readonly replacedByCardId: CardId | null;
  /** The open block that stands, if any: its operation and its reason. */
  readonly blockId: OperationId | null;
  readonly blockReason: CardBlockReason | null;
  readonly use: CardUse;
  /** The last day on which it opens a basket; null where it has none. */
  readonly expiresOn: LocalDate | null;
  /** The delegate whose it is; null where it is the holder's. */
  readonly personId: PersonId | null;
  readonly issuedOn: LocalDate | null;
  readonly printedOn: LocalDate | null;
  /** Null while it lies in a drawer. */
  readonly handedOverOn: LocalDate | null;
  readonly handedOverBy: OperatorId | null;
};

const cardColumns = `card.card_id AS cardId, card_number AS cardNumber, household_id AS householdId,
  replaced_by_card_id AS replacedByCardId, block_id AS blockId, reason AS blockReason,
  use, expires_on AS expiresOn, person_id AS personId, issued_on AS issuedOn, printed_on AS printedOn,
  handed_over_on AS handedOverOn, handed_over_by AS handedOverBy
  FROM card JOIN household_key USING (household)
  LEFT JOIN card_block ON card_block.card_id = card.card_id AND is_lifted = 0`;

const findCardByNumberSql = query<readonly [string], CardRow>(
  'findCardByNumber',
  `SELECT ${cardColumns} WHERE card_number = ? LIMIT 1`,
);
const findCardSql = query<readonly [string], CardRow>(
  'findCard',
  `SELECT ${cardColumns} WHERE card.card_id = ? LIMIT 1`,
);
const listCardsSql = query<readonly [number], CardRow>(
  'listCards',
  `SELECT ${cardColumns} WHERE card.household = ? GROUP BY card.card_id ORDER BY card.card_id`,
);

export const findCardByNumber = (db: Db, cardNumber: CardNumber): CardRow | null =>
  db.one(findCardByNumberSql, cardNumber) ?? null;

export const findCard = (db: Db, cardId: CardId): CardRow | null => db.one(findCardSql, cardId) ?? null;

/** Cards of a household, oldest first (their ids are of version 7). */
export const listCards = (db: Db, household: number): CardRow[] => db.all(listCardsSql, household);

type EntitlementRow = {
  entitlementId: EntitlementId;
  schemeId: SchemeId;
  startsOn: LocalDate;
  endsOn: LocalDate;
  suspensionId: OperationId | null;
};

const listEntitlementsSql = query<readonly [number], EntitlementRow>(
  'listEntitlements',
  `SELECT entitlement.entitlement_id AS entitlementId, scheme_id AS schemeId, starts_on AS startsOn,
     ends_on AS endsOn, min(suspension_id) AS suspensionId
   FROM entitlement LEFT JOIN entitlement_suspension AS suspension
     ON suspension.entitlement_id = entitlement.entitlement_id AND is_lifted = 0
   WHERE household = ? GROUP BY entitlement.entitlement_id ORDER BY starts_on, entitlement.entitlement_id`,
);

/** Rights of a household, first day first; `suspensionId` is the operation that a resumption has to name. */
export const listEntitlements = (
  db: Db,
  household: number,
): (Entitlement & { readonly suspensionId: OperationId | null })[] =>
  db.all(listEntitlementsSql, household).map((row) => ({
    ...row,
    state: row.suspensionId === null ? 'active' : 'suspended',
  }));

export type BalanceRow = { readonly account: string; readonly unit: string; readonly balance: number };

const listBalancesSql = query<readonly [number], BalanceRow>(
  'listHouseholdBalances',
  'SELECT account, unit, balance FROM household_balance WHERE household = ?',
);
const findBalanceSql = query<readonly [number, string], { balance: number }>(
  'findHouseholdBalance',
  'SELECT balance FROM household_balance WHERE household = ? AND account = ?',
);

/** All balances of a household; `account` is the name behind `household:<uuid>/`. */
export const listBalances = (db: Db, household: number): BalanceRow[] => db.all(listBalancesSql, household);

/** Balance of one account of a household, 0 where nothing ever moved. */
export const balanceOf = (db: Db, household: number, account: string): number =>
  db.one(findBalanceSql, household, account)?.balance ?? 0;

const listOpenBlocksSql = query<readonly [string], { blockId: OperationId }>(
  'listOpenCardBlocks',
  'SELECT block_id AS blockId FROM card_block WHERE card_id = ? AND is_lifted = 0 ORDER BY block_id',
);

/** Every block of a card that stands: two counters may have blocked it. Each is lifted by name. */
export const listOpenBlocks = (db: Db, cardId: CardId): OperationId[] =>
  db.all(listOpenBlocksSql, cardId).map(({ blockId }) => blockId);

/** The card that took this one's place, and so on to the newest; the card itself where nothing did. */
export function findNewestCard(db: Db, card: CardRow): CardRow {
  const seen = new Set<CardId>();
  let newest = card;
  while (newest.replacedByCardId !== null && !seen.has(newest.cardId)) {
    seen.add(newest.cardId);
    const next = findCard(db, newest.replacedByCardId);
    if (next === null) break; // its issue has not arrived yet
    newest = next;
  }
  return newest;
}

const listCodiceFiscaleHashesSql = query<readonly [number], { hash: string }>(
  'listCodiceFiscaleHashes',
  'SELECT hash FROM household_codice_fiscale WHERE household = ? ORDER BY hash',
);

export const listCodiceFiscaleHashes = (db: Db, household: number): string[] =>
  db.all(listCodiceFiscaleHashesSql, household).map(({ hash }) => hash);
