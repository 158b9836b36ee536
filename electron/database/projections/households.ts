import type { z } from 'zod';
import type { OperationId } from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { likenessKeys } from '../../../shared/domain/possible-duplicates.ts';
import { assert } from '../../../shared/domain/result.ts';
import { searchWords } from '../../../shared/domain/search-words.ts';
import {
  allowancePosted,
  cardBlocked,
  cardIssued,
  cardReplaced,
  cardUnblocked,
  entitlementGranted,
  entitlementResumed,
  entitlementSuspended,
  householdSet,
} from '../../../shared/operations/household-operations.ts';
import { query, type Tx } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

const insertHousehold = query<readonly [number]>(
  'insertHousehold',
  'INSERT OR IGNORE INTO household (household) VALUES (?)',
);
const updateHousehold = query<
  readonly [string | null, string | null, number | null, string | null, string | null, string | null, number]
>(
  'updateHousehold',
  `UPDATE household SET display_name = coalesce(?, display_name), delegate_names = coalesce(?, delegate_names),
     size = coalesce(?, size), child_birth_months = coalesce(?, child_birth_months),
     site_id = coalesce(?, site_id), preferred_language = coalesce(?, preferred_language)
   WHERE household = ?`,
);
const findNames = query<readonly [number], { displayName: string | null; delegateNames: string }>(
  'findHouseholdNames',
  'SELECT display_name AS displayName, delegate_names AS delegateNames FROM household WHERE household = ?',
);
const deleteWords = query<readonly [number]>(
  'deleteHouseholdWords',
  'DELETE FROM household_word WHERE household = ?',
);
const insertWord = query<readonly [string, number]>(
  'insertHouseholdWord',
  'INSERT OR IGNORE INTO household_word (word, household) VALUES (?, ?)',
);
const deleteCodiciFiscali = query<readonly [number]>(
  'deleteHouseholdCodiciFiscali',
  'DELETE FROM household_codice_fiscale WHERE household = ?',
);
const insertCodiceFiscale = query<readonly [string, number]>(
  'insertHouseholdCodiceFiscale',
  'INSERT OR IGNORE INTO household_codice_fiscale (hash, household) VALUES (?, ?)',
);

const deleteLikeness = query<readonly [number]>(
  'deleteHouseholdLikeness',
  'DELETE FROM household_likeness WHERE household = ?',
);
const insertLikeness = query<readonly [string, number]>(
  'insertHouseholdLikeness',
  'INSERT OR IGNORE INTO household_likeness (key, household) VALUES (?, ?)',
);

const jsonOrNull = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

function takeHousehold(tx: Tx, body: z.infer<typeof householdSet.body>): void {
  const household = numberOfHousehold(tx, body.householdId);
  tx.run(insertHousehold, household);
  tx.run(
    updateHousehold,
    body.displayName ?? null,
    jsonOrNull(body.delegateNames),
    body.size ?? null,
    jsonOrNull(body.childBirthMonths),
    body.siteId ?? null,
    body.preferredLanguage ?? null,
    household,
  );
  if (body.displayName !== undefined || body.delegateNames !== undefined) {
    const names = tx.one(findNames, household);
    tx.run(deleteWords, household);
    const delegates = JSON.parse(names?.delegateNames ?? '[]') as string[]; // written by this function
    for (const word of searchWords([names?.displayName ?? '', ...delegates].join(' '))) {
      tx.run(insertWord, word, household);
    }
    tx.run(deleteLikeness, household);
    for (const fullName of [names?.displayName ?? '', ...delegates]) {
      for (const key of likenessKeys({ fullName, birthDate: null })) tx.run(insertLikeness, key, household);
    }
  }
  if (body.codiceFiscaleHashes !== undefined) {
    tx.run(deleteCodiciFiscali, household);
    for (const hash of body.codiceFiscaleHashes) tx.run(insertCodiceFiscale, hash, household);
  }
}

const insertCard = query<readonly [string, string, number, string, string | null, string | null, string]>(
  'insertCard',
  `INSERT OR IGNORE INTO card (card_id, card_number, household, use, expires_on, person_id, issued_on)
   VALUES (?, ?, ?, ?, ?, ?, ?)`,
);
const replaceCard = query<readonly [string, string]>(
  'replaceCard',
  'UPDATE card SET replaced_by_card_id = ? WHERE card_id = ?',
);
const upsertBlock = query<readonly [string, string, string]>(
  'upsertCardBlock',
  `INSERT INTO card_block (block_id, card_id, reason) VALUES (?, ?, ?)
   ON CONFLICT (block_id) DO UPDATE SET card_id = excluded.card_id, reason = excluded.reason`,
);
const liftBlock = query<readonly [string]>(
  'liftCardBlock',
  `INSERT INTO card_block (block_id, is_lifted) VALUES (?, 1)
   ON CONFLICT (block_id) DO UPDATE SET is_lifted = 1`,
);
const upsertEntitlement = query<readonly [number, string, string, string, string]>(
  'upsertEntitlement',
  `INSERT INTO entitlement (household, entitlement_id, scheme_id, starts_on, ends_on) VALUES (?, ?, ?, ?, ?)
   ON CONFLICT (household, entitlement_id) DO UPDATE SET scheme_id = excluded.scheme_id,
     starts_on = excluded.starts_on, ends_on = excluded.ends_on`,
);
const upsertSuspension = query<readonly [string, string]>(
  'upsertSuspension',
  `INSERT INTO entitlement_suspension (suspension_id, entitlement_id) VALUES (?, ?)
   ON CONFLICT (suspension_id) DO UPDATE SET entitlement_id = excluded.entitlement_id`,
);
const liftSuspension = query<readonly [string]>(
  'liftSuspension',
  `INSERT INTO entitlement_suspension (suspension_id, is_lifted) VALUES (?, 1)
   ON CONFLICT (suspension_id) DO UPDATE SET is_lifted = 1`,
);
const insertAllowance = query<
  readonly [number, string, string, number, string, number, string, string | null]
>(
  'insertAllowance',
  `INSERT OR IGNORE INTO allowance (household, purse, period_starts_on, revision, period_ends_on, points, scheme_id,
     scheme_applies_from)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
);

function liftedBy(reversesId: OperationId | undefined): OperationId {
  assert(reversesId !== undefined, 'a lift names what it lifts');
  return reversesId;
}

function takeCard(tx: Tx, card: z.infer<typeof cardIssued.body>, issuedOn: LocalDate): void {
  const household = numberOfHousehold(tx, card.householdId);
  const { cardId, cardNumber, use = 'all', expiresOn = null, personId = null } = card;
  tx.run(insertCard, cardId, cardNumber, household, use, expiresOn, personId, issuedOn);
}

export const householdProjectors: readonly ProjectorEntry[] = [
  projector(householdSet, (tx, { body }) => takeHousehold(tx, body)),
  projector(cardIssued, (tx, { body, operation }) => {
    takeCard(tx, body, operation.businessOn);
  }),
  projector(cardReplaced, (tx, { body, operation }) => {
    const { newCardId: cardId, newCardNumber: cardNumber } = body;
    tx.run(replaceCard, cardId, body.cardId);
    takeCard(tx, { ...body, cardId, cardNumber }, operation.businessOn);
  }),
  projector(cardBlocked, (tx, { body, operation }) => {
    tx.run(upsertBlock, operation.id, body.cardId, body.reason);
  }),
  projector(cardUnblocked, (tx, { operation }) => {
    tx.run(liftBlock, liftedBy(operation.reversesId));
  }),
  projector(entitlementGranted, (tx, { body }) => {
    const household = numberOfHousehold(tx, body.householdId);
    tx.run(upsertEntitlement, household, body.entitlementId, body.schemeId, body.startsOn, body.endsOn);
  }),
  projector(entitlementSuspended, (tx, { body, operation }) => {
    tx.run(upsertSuspension, operation.id, body.entitlementId);
  }),
  projector(entitlementResumed, (tx, { operation }) => {
    tx.run(liftSuspension, liftedBy(operation.reversesId));
  }),
  projector(allowancePosted, (tx, { body }) => {
    const { purse, periodStartsOn, revision, periodEndsOn, points, schemeId, schemeAppliesFrom } = body;
    const household = numberOfHousehold(tx, body.householdId);
    const from = schemeAppliesFrom ?? null;
    tx.run(insertAllowance, household, purse, periodStartsOn, revision, periodEndsOn, points, schemeId, from);
  }),
];
