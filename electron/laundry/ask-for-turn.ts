import type { Input } from '../../shared/contract/contract.ts';
import type { TurnRequest } from '../../shared/contract/laundry-bookings-contract.ts';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import { type MachineId, operationIdSchema } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { turnRequested } from '../../shared/operations/laundry-request-operations.ts';
import type { Db, Tx } from '../database/database.ts';
import { findBooking } from '../database/laundry.ts';
import { findSiteOfBooking } from '../database/laundry-bookings.ts';
import { findTurnRequest, listNewestTurnRequests, type TurnRequestRow } from '../database/laundry-desks.ts';
import { findHead } from '../database/merges.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';
import type { LaundrySite } from './laundry-site.ts';

/** As many as a screen can say something of. */
const MOST_SHOWN = 50;

/** Writes the request and nothing else: whether it can be is for the desk that keeps the book to say. */
export function askForTurn(
  context: ServiceContext,
  tx: Tx,
  { operatorId }: SignedIn,
  site: LaundrySite,
  { requestId, householdId, asks }: Omit<Input<'laundryBookings.ask'>, 'siteId'>,
): Result<
  null,
  | { readonly type: 'HouseholdUnknown' }
  | { readonly type: 'BookingUnknown' }
  | { readonly type: 'LaundryKeptHere' }
> {
  if (findTurnRequest(tx, requestId) !== null) return ok(null); // Enter was pressed twice
  if (site.desk.isHere) return err({ type: 'LaundryKeptHere' });
  const household = findHead(tx, householdId);
  if (household === null) return err({ type: 'HouseholdUnknown' });
  const { siteId } = site;
  const isHere = asks.type === 'book' || findSiteOfBooking(tx, asks.bookingId) === siteId;
  if (!isHere) return err({ type: 'BookingUnknown' });
  context.record(tx, {
    id: operationIdSchema.parse(requestId), // a request is named by the operation that makes it
    kind: turnRequested,
    body: { requestId, siteId, householdId: household.householdId, asks: toAsked(asks) },
    operatorId,
    businessOn: site.today,
  });
  return ok(null);
}

/** A reason that was not given is left out of the operation. */
function toAsked(asks: Input<'laundryBookings.ask'>['asks']): TurnRequestRow['asks'] {
  if (asks.type === 'giveUp') return asks;
  const { override, ...wanted } = asks;
  return override === undefined ? wanted : { ...wanted, override };
}

export function viewTurnRequests(db: Db, site: LaundrySite): TurnRequest[] {
  const machineById = new Map(site.machines.map((each) => [each.machineId, each]));
  const numberOf = (machineId: MachineId) => machineById.get(machineId)?.number ?? 0;
  return listNewestTurnRequests(db, site.siteId, MOST_SHOWN).flatMap((request) => {
    const { requestId, householdId, askedAt, answer, asks } = request;
    const turn = asks.type === 'book' ? asks : findBooking(db, asks.bookingId);
    if (turn === null) return []; // a turn that this desk has never heard of has nothing to show
    const { slot, machineId } = turn;
    const proposal = answer?.type === 'refused' ? (answer.proposal ?? null) : null;
    return [
      {
        requestId,
        householdId,
        shortCode: householdShortCode(householdId),
        askedAt,
        asks: {
          type: asks.type,
          slot,
          machineId,
          machineNumber: numberOf(machineId),
          kind: machineById.get(machineId)?.kind ?? 'washer',
        },
        answer:
          answer?.type === 'refused'
            ? {
                type: answer.type,
                because: answer.because,
                proposal:
                  proposal === null ? null : { ...proposal, machineNumber: numberOf(proposal.machineId) },
              }
            : answer,
      },
    ];
  });
}
