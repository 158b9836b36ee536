import type { Input } from '../../shared/contract/contract.ts';
import { type EntitlementError, entitlementOn } from '../../shared/domain/entitlement.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { nextTag, type TagError } from '../../shared/domain/laundry-tag.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { visitOpened } from '../../shared/operations/laundry-operations.ts';
import type { Db, Tx } from '../database/database.ts';
import { findCard, listEntitlements } from '../database/households.ts';
import { findLastTag, findVisit } from '../database/laundry.ts';
import { findHead, headOf } from '../database/merges.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';
import { cardProblemOf } from './laundry-guest.ts';
import type { LaundrySite } from './laundry-site.ts';
import { enqueueTag } from './print-tag.ts';

type CheckInRefusal =
  | { readonly type: 'HouseholdUnknown' }
  | { readonly type: 'CardBlocked' }
  | { readonly type: 'CardReplaced' }
  | { readonly type: 'CardExpired' }
  | { readonly type: 'BookingUnknown' }
  | EntitlementError
  | TagError;

/** The bags are here: they get a number, and a paper with it where there is a printer. */
export function checkIn(
  context: ServiceContext,
  tx: Tx,
  { operatorId }: SignedIn,
  site: LaundrySite,
  input: Input<'laundry.checkIn'>,
): Result<{ readonly tag: number; readonly isPrinting: boolean }, CheckInRefusal> {
  const before = findVisit(tx, input.visitId);
  if (before !== null) return ok({ tag: before.tag, isPrinting: false }); // Enter was pressed twice
  const refusal = refuseGuest(tx, site, input);
  if (refusal !== null) return err(refusal);
  const { siteId } = site;
  const tag = nextTag(new Set(site.visits.map((visit) => visit.tag)), findLastTag(tx, siteId));
  if (!tag.ok) return tag;
  const { visitId, cardId, bags, bookingId } = input;
  context.record(tx, {
    id: operationIdSchema.parse(visitId), // a visit is named by the operation that opens it
    kind: visitOpened,
    body: {
      visitId,
      siteId,
      householdId: headOf(tx, input.householdId),
      ...(cardId === undefined ? {} : { cardId }),
      tag: tag.value,
      bags,
      ...(bookingId === undefined ? {} : { bookingId }),
    },
    operatorId,
    businessOn: site.today,
  });
  return ok({ tag: tag.value, isPrinting: enqueueTag(tx, context, { ...input, siteId, tag: tag.value }) });
}

/** Why laundry of a household is not taken in; null where it is. */
function refuseGuest(db: Db, site: LaundrySite, input: Input<'laundry.checkIn'>): CheckInRefusal | null {
  const household = findHead(db, input.householdId);
  if (household === null) return { type: 'HouseholdUnknown' };
  const card = input.cardId === undefined ? null : findCard(db, input.cardId);
  const problem = card === null ? null : cardProblemOf(card, site.today);
  if (problem === 'blocked') return { type: 'CardBlocked' };
  if (problem === 'replaced') return { type: 'CardReplaced' };
  if (problem === 'expired') return { type: 'CardExpired' };
  if (site.rules.needsEntitlement) {
    const entitlement = entitlementOn(listEntitlements(db, household.household), site.today);
    if (!entitlement.ok) return entitlement.error;
  }
  if (input.bookingId === undefined) return null;
  const booking = site.bookingById.get(input.bookingId);
  const isTheirs = booking !== undefined && headOf(db, booking.householdId) === household.householdId;
  return isTheirs && booking.state === 'active' ? null : { type: 'BookingUnknown' };
}
