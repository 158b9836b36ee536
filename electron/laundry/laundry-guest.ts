import type { LaundryGuest } from '../../shared/contract/laundry-contract.ts';
import { householdAccount, purseOfLimit } from '../../shared/domain/account.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import type { CardId, HouseholdId } from '../../shared/domain/ids.ts';
import { type CapUse, capsOn } from '../../shared/domain/laundry-cap.ts';
import type { MachineKind } from '../../shared/domain/laundry-machine.ts';
import { MONTHLY_WASH_LIMIT, WEEKLY_WASH_LIMIT } from '../../shared/domain/laundry-postings.ts';
import { weekStart } from '../../shared/domain/laundry-slots.ts';
import { proposeMachine } from '../../shared/domain/laundry-start.ts';
import { addDays, type LocalDate, monthStart } from '../../shared/domain/local-date.ts';
import type { Db } from '../database/database.ts';
import {
  balanceOf,
  type CardRow,
  findCard,
  type HouseholdRow,
  listEntitlements,
} from '../database/households.ts';
import { countMissed } from '../database/laundry.ts';
import { listMergedInto } from '../database/merges.ts';
import { viewVisit } from './laundry-board.ts';
import { type LaundrySite, turnsAhead } from './laundry-site.ts';

/** A usual bag: what is proposed for while nobody has said how much there is. */
const USUAL_KILOGRAMS = 5;

/** What is proposed for: washers where nothing else is said. */
type Load = { readonly kilograms?: number | undefined; readonly kind?: MachineKind | undefined };

/** Who is at the desk, with what is left of credit and caps, the turn of today, and what to start. */
export function viewGuest(
  db: Db,
  site: LaundrySite,
  household: HouseholdRow,
  at: Load & { readonly cardId: CardId | null; readonly now: number },
): LaundryGuest {
  const { householdId } = household;
  // Turns and laundry of before it was merged are of the same people.
  const theirs = new Set([householdId, ...listMergedInto(db, householdId).map((merge) => merge.householdId)]);
  const card = at.cardId === null ? null : findCard(db, at.cardId);
  const entitlement = entitlementOn(listEntitlements(db, household.household), site.today);
  const missedBookings = countMissed(db, household.household, addDays(site.today, -site.rules.noShowDays));
  const numberById = new Map(site.machines.map(({ machineId, number }) => [machineId, number]));
  const bookingsToday = site.bookings
    .filter((each) => theirs.has(each.householdId) && each.state === 'active')
    .map(({ bookingId, slot, machineId }) => ({
      bookingId,
      slot,
      machineId,
      machineNumber: numberById.get(machineId) ?? 0,
    }));
  return {
    householdId,
    cardId: at.cardId,
    cardProblem: card === null ? null : cardProblemOf(card, site.today),
    displayName: household.displayName ?? '?',
    size: household.size,
    delegateNames: household.delegateNames,
    entitlement: entitlement.ok
      ? { startsOn: entitlement.value.startsOn, endsOn: entitlement.value.endsOn }
      : entitlement.error,
    residualWashes: balanceOf(db, household.household, 'washes'),
    residualCents: balanceOf(db, household.household, 'cents'),
    caps: capsOf(db, site, household),
    missedBookings,
    warnsOfMissed: missedBookings >= site.rules.warnAtNoShows,
    openVisits: site.visits
      .filter((visit) => theirs.has(visit.householdId))
      .map((visit) => viewVisit(site, visit, at.now)),
    bookingsToday,
    proposal: propose(site, theirs, {
      kind: at.kind ?? 'washer',
      kilograms: at.kilograms ?? USUAL_KILOGRAMS,
    }),
  };
}

export function cardProblemOf(card: CardRow, today: LocalDate): LaundryGuest['cardProblem'] {
  if (card.replacedByCardId !== null) return 'replaced';
  if (card.blockReason !== null) return 'blocked';
  return card.expiresOn !== null && card.expiresOn < today ? 'expired' : null;
}

/** What the household has used of its caps this week and this month. */
export const capsOf = (db: Db, site: LaundrySite, household: HouseholdRow): CapUse[] =>
  capsOn(site.rules, household.size, cyclesUsed(db, household, site.today), site.today);

/** Cycles that a household has had in the week and in the month of a day, at whatever laundry. */
export function cyclesUsed(
  db: Db,
  { household, householdId }: Pick<HouseholdRow, 'household' | 'householdId'>,
  on: LocalDate,
): { readonly week: number; readonly month: number } {
  const usedOf = (limitId: typeof WEEKLY_WASH_LIMIT, startsOn: LocalDate) => {
    const account = householdAccount(householdId, purseOfLimit(limitId), startsOn);
    // Balances are kept by the name behind the household.
    return balanceOf(db, household, account.slice(account.indexOf('/') + 1));
  };
  return {
    week: usedOf(WEEKLY_WASH_LIMIT, weekStart(on)),
    month: usedOf(MONTHLY_WASH_LIMIT, monthStart(on)),
  };
}

function propose(
  site: LaundrySite,
  theirs: ReadonlySet<HouseholdId>,
  load: { readonly kind: MachineKind; readonly kilograms: number },
): LaundryGuest['proposal'] {
  // Whoever has checked in with a turn has it until its slot ends.
  const own = site.bookings.find(
    (each) =>
      theirs.has(each.householdId) &&
      (each.state === 'active' || each.state === 'kept') &&
      each.slot.to > site.wallMinute,
  );
  const free = site.machines.filter(({ machineId, active }) => {
    if (!active || site.cycleByMachine.has(machineId) || site.outageByMachine.has(machineId)) return false;
    const [next] = turnsAhead(site, machineId);
    const isTaken = next !== undefined && next.slot.from <= site.wallMinute;
    return !isTaken || next.bookingId === own?.bookingId;
  });
  const machine = proposeMachine(own?.machineId ?? null, load, free);
  const programme = site.programmes.find(({ kind, active }) => active && kind === machine?.kind);
  if (machine === null || programme === undefined) return null;
  return {
    machineId: machine.machineId,
    machineNumber: machine.number,
    washProgrammeId: programme.washProgrammeId,
    bookingId: own?.state === 'active' ? own.bookingId : null,
  };
}
