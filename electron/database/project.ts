import { parseAccount } from '../../shared/domain/account.ts';
import { assert } from '../../shared/domain/result.ts';
import { isOneInNetwork } from '../../shared/operations/brought-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { householdOfPersonal, householdsInDoubt } from '../../shared/operations/personal.ts';
import { query, type Tx } from './database.ts';
import { eraseBody, isHouseholdErased } from './erasures.ts';
import { insertFloorSpend } from './floor.ts';
import { numberOfHousehold } from './households.ts';
import { getOperationByNumber, type LoggedOperation } from './log.ts';
import { cardProjectors } from './projections/cards.ts';
import { catalogueProjectors } from './projections/catalogue.ts';
import { conflictProjectors } from './projections/conflicts.ts';
import { creditProjectors } from './projections/credit.ts';
import { entitlementProjectors } from './projections/entitlements.ts';
import { erasureProjectors } from './projections/erasures.ts';
import { flagProjectors } from './projections/flags.ts';
import { floorProjectors } from './projections/floor.ts';
import { householdProjectors } from './projections/households.ts';
import { laundryProjectors } from './projections/laundry.ts';
import { laundryDeskProjectors } from './projections/laundry-desks.ts';
import { leaseProjectors, takeFromLease } from './projections/leases.ts';
import { mergeProjectors } from './projections/merges.ts';
import { networkProjectors } from './projections/network.ts';
import { registerProjectors } from './projections/registers.ts';
import { retentionProjectors } from './projections/retention.ts';
import { reversalRightProjectors } from './projections/reversal-rights.ts';
import { saleProjectors } from './projections/sales.ts';
import { schemeProjectors } from './projections/schemes.ts';
import { statementProjectors } from './projections/statements.ts';
import type { Projected, Projector } from './projector.ts';
import {
  type EditWord,
  insertEdit,
  insertEditWord,
  listPendingOver,
  placeEditAgain,
  placeNewEdit,
  putEditAside,
} from './register-edits.ts';
import { isForeignDevice, isOverruled } from './sync.ts';

const projectors: ReadonlyMap<OperationKind<never>, Projector<never>> = new Map([
  ...networkProjectors,
  ...catalogueProjectors,
  ...householdProjectors,
  ...schemeProjectors,
  ...registerProjectors,
  ...mergeProjectors,
  ...entitlementProjectors,
  ...saleProjectors,
  ...statementProjectors,
  ...cardProjectors,
  ...creditProjectors,
  ...laundryProjectors,
  ...leaseProjectors,
  ...reversalRightProjectors,
  ...laundryDeskProjectors,
  ...erasureProjectors,
  ...retentionProjectors,
  ...flagProjectors,
  ...conflictProjectors,
  ...floorProjectors,
]);

/**
 * Takes one operation, made here or received, into the tables that screens read. A kind this version does
 * not know stays in the log as it is and is projected after an update. An erased body leaves its postings. What the network
 * has overruled leaves its entry in the history. What is
 * personal of a household that was erased loses its body here, however late it comes.
 */
export function project(tx: Tx, { n, device, operation, body }: Projected<unknown>): void {
  movePostings(tx, n, device, operation);
  const kind = findKind(operation.type, operation.version);
  if (kind === null && householdsInDoubt(operation).some((id) => isHouseholdErased(tx, id))) eraseBody(tx, n);
  if (kind === null || body === undefined) return;
  const personalOf = householdOfPersonal(kind, body);
  if (personalOf !== null && isHouseholdErased(tx, personalOf)) {
    eraseBody(tx, n);
    return;
  }
  const subject = kind.subject(body as never); // the body was parsed by this very kind
  if (subject !== null) tx.run(insertHistory, subject, n);
  if (isOneInNetwork(operation.type) && isOverruled(tx, n)) return;
  const projector = projectors.get(kind);
  assert(projector !== undefined, `kind ${operation.type} has a projector`);
  projector(tx, { n, device, operation, body: body as never }); // the body was parsed by this very kind
  if (kind.register === null) return;
  insertEdit(tx, n, kind, body as never); // as above
  projectEdits(
    tx,
    isForeignDevice(tx, device)
      ? placeNewEdit(tx, n, kind.register.isDescriptive)
      : listPendingOver(tx, n, device),
  );
}

/**
 * The hub says something of an operation that is here: it comes in a page, or is kept aside. Of a register that may change
 * which edit shows.
 */
export function projectHubWord(tx: Tx, { n, operation }: LoggedOperation, isAside: boolean): void {
  const { type, version, body } = operation;
  if (body === undefined || !isRegister(type, version)) return;
  insertEditWord(tx, { n, isAside });
  projectWord(tx, { n, isAside });
}

/** Whether operations of a kind are edits of a register. */
export const isRegister = (type: string, version: number): boolean =>
  (findKind(type, version)?.register ?? null) !== null;

/** The same in a rebuild, from what was kept of it. */
export function projectWord(tx: Tx, { n, isAside }: Omit<EditWord, 'afterN'>): void {
  const { type, version } = getOperationByNumber(tx, n).operation;
  const register = findKind(type, version)?.register ?? null;
  if (register === null) return;
  projectEdits(tx, isAside ? putEditAside(tx, n) : placeEditAgain(tx, n, register.isDescriptive));
}

function projectEdits(tx: Tx, numbers: readonly number[]): void {
  for (const n of numbers) {
    const { device, operation } = getOperationByNumber(tx, n);
    const kind = findKind(operation.type, operation.version);
    if (kind === null || operation.body === undefined) continue;
    const body = kind.body.parse(JSON.parse(operation.body));
    projectors.get(kind)?.(tx, { n, device, operation, body });
  }
}

/** Every kind that can be recorded has its projector: asserted by a test, since a Map cannot say it by type. */
export const hasProjector = (kind: OperationKind<never>): boolean => projectors.has(kind);

const insertHistory = query<readonly [string, number]>(
  'insertHistory',
  'INSERT OR IGNORE INTO history (subject, n) VALUES (?, ?)',
);

const addToHousehold = query<readonly [number, string, string, number]>(
  'addToHouseholdBalance',
  `INSERT INTO household_balance (household, account, unit, balance) VALUES (?, ?, ?, ?)
   ON CONFLICT (household, account, unit) DO UPDATE SET balance = balance + excluded.balance`,
);

const insertMovement = query<readonly [number, string, string, number, number]>(
  'insertMovement',
  // What a statement tells of it stands beside it, so that five years are read without the log.
  `INSERT INTO movement (household, account, n, unit, amount, kind, device, seq, business_on, operation_id, stream, operation_at)
   SELECT ?, ?, n, ?, ?, kind, device, seq, business_on, id, stream, occurred_at FROM operation WHERE n = ?
   ON CONFLICT (household, account, n, unit) DO UPDATE SET amount = amount + excluded.amount`,
);

function movePostings(tx: Tx, n: number, device: number, { postings }: Operation): void {
  if (postings.length === 0) return;
  const isForeign = isForeignDevice(tx, device);
  for (const { account, unit, amount, cover } of postings) {
    const parsed = parseAccount(account);
    assert(parsed !== null, 'a posting names an account');
    // Counter-accounts balance the postings; no screen asks for their sums, which the log gives.
    if (parsed.kind !== 'household') continue;
    const household = numberOfHousehold(tx, parsed.householdId);
    const purse = account.slice(account.indexOf('/') + 1);
    // What other devices move is in what the hub says of the account: counted here it would count twice.
    if (!isForeign) {
      tx.run(addToHousehold, household, purse, unit, amount);
      if (cover?.kind === 'lease' && cover.id !== undefined) takeFromLease(tx, cover.id, -amount);
      if (cover?.kind === 'floor') insertFloorSpend(tx, n, household, purse, unit, -amount);
    }
    tx.run(insertMovement, household, purse, unit, amount, n);
  }
}
