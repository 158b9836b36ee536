import type { AccountName, Unit } from '../../shared/domain/account.ts';
import { parseAccount } from '../../shared/domain/account.ts';
import type { AuthorisationId, LeaseId, OperationId } from '../../shared/domain/ids.ts';
import type { Claim } from '../../shared/sync/claims.ts';
import type { AuthoriseAnswer, Spend } from '../../shared/sync/protocol.ts';
import { type Db, query, type Tx } from './database.ts';
import { findHouseholdNumber } from './households.ts';

/** A lease of this device. `amount` is what may be spent under it now. */
export type OwnLease = { readonly leaseId: LeaseId; readonly amount: number };

/** What was asked for with some of a lease is not spent under it too, whether the answer is known or not. */
const HELD = `coalesce((SELECT sum(from_lease) FROM authorisation_spend JOIN authorisation USING (authorisation_id)
  WHERE authorisation_spend.lease_id = lease.lease_id AND state <> 'refused'), 0)`;

const findLeaseSql = query<readonly [number, string], OwnLease>(
  'findOwnLease',
  `SELECT lease_id AS leaseId, amount - ${HELD} AS amount FROM lease
   WHERE household = ? AND account = ? AND device = (SELECT device FROM own_head)
   -- A hub that was restored gives another lease in the place of one that was used up.
   ORDER BY 2 DESC LIMIT 1`,
);

export function findOwnLease(db: Db, account: AccountName): OwnLease | null {
  const parsed = parseAccount(account);
  const household = parsed?.kind === 'household' ? findHouseholdNumber(db, parsed.householdId) : null;
  if (household === null) return null;
  return db.one(findLeaseSql, household, account.slice(account.indexOf('/') + 1)) ?? null;
}

export type HeldLease = OwnLease & { readonly account: AccountName; readonly unit: Unit };

const listRecalledSql = query<readonly [number], HeldLease>(
  'listRecalledLeases',
  `SELECT lease_id AS leaseId, amount - ${HELD} AS amount,
     'household:' || household_id || '/' || account AS account, unit
   FROM lease JOIN household_key USING (household)
   WHERE is_recalled = 1 AND device = (SELECT device FROM own_head) AND amount - ${HELD} > 0
   ORDER BY lease_id LIMIT ?`,
);

/** Leases that the hub asked back and of which something is left. */
export const listRecalledLeases = (db: Db, limit: number): HeldLease[] => db.all(listRecalledSql, limit);

/** As `HELD`, without questions that nobody knows the answer of. */
const TAKEN = `coalesce((SELECT sum(from_lease) FROM authorisation_spend JOIN authorisation USING (authorisation_id)
  WHERE authorisation_spend.lease_id = lease.lease_id AND state IN ('granted', 'closed')), 0)`;

const listHeldSql = query<readonly [number], HeldLease>(
  'listHeldLeases',
  `SELECT lease_id AS leaseId, amount - ${TAKEN} AS amount,
     'household:' || household_id || '/' || account AS account, unit
   FROM lease JOIN household_key USING (household)
   WHERE device = (SELECT device FROM own_head) AND amount - ${TAKEN} > 0
   ORDER BY lease_id DESC LIMIT ?`,
);

/** What this device holds, lease by lease, the newest first. What went into a question that is open is part of it. */
export const listHeldLeases = (db: Db, limit: number): HeldLease[] => db.all(listHeldSql, limit);

export type LeaseTotal = { readonly unit: Unit; readonly amount: number };

const sumLeasesSql = query<readonly [], LeaseTotal>(
  'sumOwnLeases',
  `SELECT unit, sum(amount - ${HELD}) AS amount FROM lease
   WHERE amount - ${HELD} > 0 AND device = (SELECT device FROM own_head) GROUP BY unit ORDER BY unit`,
);

/** What this device may spend without a network, in all. */
export const sumOwnLeases = (db: Db): LeaseTotal[] => db.all(sumLeasesSql);

export type OpenAuthorisation = {
  readonly authorisationId: AuthorisationId;
  readonly operationId: OperationId;
  readonly state: 'asked' | 'granted';
  readonly claims: readonly Claim[];
};

const insertAuthorisationSql = query<readonly [string, string, number, string]>(
  'insertAuthorisation',
  `INSERT INTO authorisation (authorisation_id, operation_id, state, asked_at, claims)
   VALUES (?, ?, 'asked', ?, ?)`,
);
const insertSpendSql = query<readonly [string, string, string, number, number, string | null]>(
  'insertAuthorisationSpend',
  `INSERT INTO authorisation_spend (authorisation_id, account, unit, amount, from_lease, lease_id)
   VALUES (?, ?, ?, ?, ?, ?)`,
);
const setStateSql = query<readonly [string, string]>(
  'setAuthorisationState',
  'UPDATE authorisation SET state = ? WHERE authorisation_id = ?',
);
const listOpenSql = query<readonly [], Omit<OpenAuthorisation, 'claims'> & { readonly claims: string }>(
  'listOpenAuthorisations',
  `SELECT authorisation_id AS authorisationId, operation_id AS operationId, state, claims FROM authorisation
   WHERE state IN ('asked', 'granted') ORDER BY asked_at, authorisation_id`,
);
const listGrantedSql = query<readonly [number], Omit<OpenAuthorisation, 'state' | 'claims'>>(
  'listGrantedAuthorisations',
  `SELECT authorisation_id AS authorisationId, operation_id AS operationId FROM authorisation
   WHERE state = 'granted'
     AND EXISTS (SELECT 1 FROM authorisation_spend AS spend WHERE spend.authorisation_id = authorisation.authorisation_id)
   ORDER BY asked_at DESC, authorisation_id LIMIT ?`,
);
const listSpendsSql = query<readonly [string], Spend>(
  'listAuthorisationSpends',
  `SELECT account, unit, amount, from_lease AS fromLease FROM authorisation_spend
   WHERE authorisation_id = ? ORDER BY account`,
);

/**
 * Kept before it is asked, with what of this device's leases goes into it, and with what it claims. Since it was planned a lease
 * may have been given back: no more of one than there is at this moment goes into it. The spends to ask for are answered.
 */
export function insertAuthorisation(
  tx: Tx,
  asked: {
    readonly authorisationId: AuthorisationId;
    readonly operationId: OperationId;
    readonly askedAt: number;
  },
  spends: readonly Spend[],
  claims: readonly Claim[],
): Spend[] {
  const { authorisationId, operationId, askedAt } = asked;
  tx.run(insertAuthorisationSql, authorisationId, operationId, askedAt, JSON.stringify(claims));
  return spends.map((spend) => {
    const { account, unit, amount } = spend;
    const lease = findOwnLease(tx, account);
    const fromLease = Math.max(0, Math.min(spend.fromLease, lease?.amount ?? 0));
    const leaseId = fromLease === 0 ? null : (lease?.leaseId ?? null);
    tx.run(insertSpendSql, authorisationId, account, unit, amount, fromLease, leaseId);
    return { account, unit, amount, fromLease };
  });
}

export const takeAuthoriseAnswer = (
  tx: Tx,
  authorisationId: AuthorisationId,
  { type }: AuthoriseAnswer,
): void => {
  tx.run(setStateSql, type, authorisationId);
};

/** The hub never looked at it: it is not asked again, and what went into it is free. */
export const dropQuestion = (tx: Tx, authorisationId: AuthorisationId): void => {
  tx.run(setStateSql, 'refused', authorisationId);
};

/** The act was recorded, or given up: the chain says so, and the hub will read it there. */
export const closeAuthorisation = (tx: Tx, authorisationId: string): void => {
  tx.run(setStateSql, 'closed', authorisationId);
};

const isKnownSql = query<readonly [string], { found: number }>(
  'isAuthorisationKnown',
  'SELECT 1 AS found FROM authorisation WHERE authorisation_id = ?',
);

/** Whether this counter asked it, whatever became of it: each question is kept before it is asked, for good. */
export const isAuthorisationKnown = (db: Db, authorisationId: AuthorisationId): boolean =>
  db.one(isKnownSql, authorisationId) !== undefined;

const closeOpenSql = query<readonly []>(
  'closeOpenAuthorisations',
  `UPDATE authorisation SET state = 'closed' WHERE state IN ('asked', 'granted')`,
);

/** The device that asked is closed, and all that it was granted with it: nobody asks again, and nothing is given up. */
export const closeOpenAuthorisations = (tx: Tx): void => {
  tx.run(closeOpenSql);
};

export const listOpenAuthorisations = (db: Db): OpenAuthorisation[] =>
  db.all(listOpenSql).map(({ claims, ...open }) => ({
    ...open,
    claims: JSON.parse(claims) as Claim[], // written by insertAuthorisation
  }));

/**
 * Granted to spend, and neither used nor given up, the newest first: a crash came between answer and act. What was claimed
 * besides is of no act any more.
 */
export const listGrantedAuthorisations = (
  db: Db,
  limit: number,
): Omit<OpenAuthorisation, 'state' | 'claims'>[] => db.all(listGrantedSql, limit);

export const listAuthorisationSpends = (db: Db, authorisationId: AuthorisationId): Spend[] =>
  db.all(listSpendsSql, authorisationId);
