import type { LaundryGuest, laundryContract } from '../../shared/contract/laundry-contract.ts';
import { classifyScan } from '../../shared/domain/barcode.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import {
  type BookingId,
  type CardId,
  type HouseholdId,
  type MachineId,
  operationIdSchema,
  type SiteId,
} from '../../shared/domain/ids.ts';
import type { Machine, MachineKind } from '../../shared/domain/laundry-machine.ts';
import { nextTag, readTagCode } from '../../shared/domain/laundry-tag.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import {
  machinePutBack,
  machineTakenOut,
  visitHandedOver,
  visitOpened,
} from '../../shared/operations/laundry-operations.ts';
import { logAccess } from '../database/access-log.ts';
import { type CardOwner, findCardOwner } from '../database/card-owner.ts';
import type { Db, Tx } from '../database/database.ts';
import { findCard, listEntitlements } from '../database/households.ts';
import { findLastTag, findVisit, listOutages } from '../database/laundry.ts';
import { type Draft, findOperation } from '../database/log.ts';
import { findHead, headOf } from '../database/merges.ts';
import { findOwnSite } from '../database/network.ts';
import type { Handlers } from '../handlers.ts';
import { changeCycle } from '../laundry/change-cycle.ts';
import { type ClockSources, createCycleClock } from '../laundry/cycle-clock.ts';
import { viewBoard, viewVisit } from '../laundry/laundry-board.ts';
import { cardProblemOf, viewGuest } from '../laundry/laundry-guest.ts';
import { drumTagOf, isLaundry, type LaundrySite, readLaundry } from '../laundry/laundry-site.ts';
import { tickLaundry } from '../laundry/laundry-tick.ts';
import { enqueueTag, printTagAgain } from '../laundry/print-tag.ts';
import { startCycle } from '../laundry/start-cycle.ts';
import type { SignedIn } from '../session.ts';
import { findHouseholds } from '../till/find-households.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['laundry', 'laundryBookings', 'laundryFigures', 'households'];

/** The desk of a laundry. `tick` is called every few seconds: time ends cycles and frees turns. */
export function createLaundryService(
  context: ServiceContext,
  sources: Pick<ClockSources, 'uptimeMs'>,
): { handlers: Handlers<typeof laundryContract>; tick: () => void } {
  const { db, inTransaction, now, today } = context;
  const clock = createCycleClock({ now, uptimeMs: sources.uptimeMs });
  const laundryOf = (from: Db, siteId: SiteId) => readLaundry(from, siteId, { now: now(), today: today() });
  const announce = (tx: Tx) => tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  const add = <Body>(tx: Tx, draft: Omit<Draft<Body>, 'businessOn'>) => {
    context.record(tx, { ...draft, businessOn: today() });
    announce(tx);
  };
  const noteRead = (tx: Tx, operator: SignedIn, householdId: HouseholdId) =>
    logAccess(tx, {
      readAt: now(),
      operatorId: operator.operatorId,
      action: 'household.read',
      subject: `household:${householdId}`,
    });
  /** Who is at the desk. That somebody looked is kept. */
  const guestOf = (
    tx: Tx,
    operator: SignedIn,
    site: LaundrySite,
    who: Pick<LaundryGuest, 'householdId' | 'cardId'> & {
      kilograms?: number | undefined;
      kind?: MachineKind | undefined;
    },
  ): Result<LaundryGuest, { type: 'HouseholdUnknown' }> => {
    const household = findHead(tx, who.householdId);
    if (household === null) return err({ type: 'HouseholdUnknown' });
    noteRead(tx, operator, household.householdId);
    return ok(viewGuest(tx, site, household, { ...who, now: now() }));
  };

  const change = (operator: SignedIn, asked: Parameters<typeof changeCycle>[3]) =>
    inTransaction((tx) => {
      const changed = changeCycle(context, tx, operator, asked);
      announce(tx);
      return changed.ok ? ok(null) : changed;
    });

  const handlers: Handlers<typeof laundryContract> = {
    'laundry.board': ({ operator }) => {
      const site = laundryOf(db, operator().siteId);
      return site.ok ? ok(viewBoard(site.value, clock, now())) : site;
    },
    'laundry.programmes': ({ operator }) => {
      const site = laundryOf(db, operator().siteId);
      if (!site.ok) return site;
      const { programmes, rules } = site.value;
      return ok({
        programmes: programmes
          .filter(({ active }) => active)
          .map(({ washProgrammeId, name, kind, minutes, temperature = null, cost }) => ({
            washProgrammeId,
            name,
            kind,
            minutes,
            temperature,
            cost,
          })),
        detergent: rules.detergent ?? null,
      });
    },
    'laundry.scan': ({ operator }, { text }) =>
      inTransaction((tx) => {
        const site = laundryOf(tx, operator().siteId);
        if (!site.ok) return site;
        const tag = readTagCode(text);
        const visit = site.value.visits.find((each) => each.tag === tag);
        if (visit !== undefined) {
          return ok({ type: 'visit' as const, visit: viewVisit(site.value, visit, now()) });
        }
        const who = findByCode(tx, text, today());
        if (!who.ok) return who;
        const guest = guestOf(tx, operator(), site.value, who.value);
        return guest.ok ? ok({ type: 'guest' as const, guest: guest.value }) : guest;
      }),
    'laundry.guest': ({ operator }, { householdId, kilograms }) =>
      inTransaction((tx) => {
        const site = laundryOf(tx, operator().siteId);
        return site.ok ? guestOf(tx, operator(), site.value, { householdId, cardId: null, kilograms }) : site;
      }),
    'laundry.visit': ({ operator }, { visitId, kind, kilograms }) =>
      inTransaction((tx) => {
        const site = laundryOf(tx, operator().siteId);
        if (!site.ok) return site;
        const visit = findVisit(tx, visitId);
        if (visit === null || visit.siteId !== site.value.siteId) return err({ type: 'VisitUnknown' });
        if (visit.handedOverAt !== null) return err({ type: 'VisitOver' });
        const { householdId, cardId } = visit;
        const guest = guestOf(tx, operator(), site.value, { householdId, cardId, kind, kilograms });
        assert(guest.ok, 'laundry that is here belongs to a household');
        return ok({ visit: viewVisit(site.value, visit, now()), guest: guest.value });
      }),
    'laundry.find': ({ operator }, { text }) =>
      inTransaction((tx) => findHouseholds(tx, text, { operatorId: operator().operatorId, readAt: now() })),
    'laundry.checkIn': ({ operator }, input) =>
      inTransaction((tx) => {
        const site = laundryOf(tx, operator().siteId);
        if (!site.ok) return site;
        const before = findVisit(tx, input.visitId);
        if (before !== null) return ok({ tag: before.tag, isPrinting: false }); // Enter was pressed twice
        const refusal = refuseGuest(tx, site.value, input);
        if (refusal !== null) return err(refusal);
        const tag = nextTag(
          new Set(site.value.visits.map((visit) => visit.tag)),
          findLastTag(tx, site.value.siteId),
        );
        if (!tag.ok) return tag;
        const { visitId, cardId, bags, bookingId } = input;
        const householdId = headOf(tx, input.householdId);
        add(tx, {
          id: operationIdSchema.parse(visitId), // a visit is named by the operation that opens it
          kind: visitOpened,
          body: {
            visitId,
            siteId: site.value.siteId,
            householdId,
            ...(cardId === undefined ? {} : { cardId }),
            tag: tag.value,
            bags,
            ...(bookingId === undefined ? {} : { bookingId }),
          },
          operatorId: operator().operatorId,
        });
        const isPrinting = enqueueTag(tx, context, { ...input, siteId: site.value.siteId, tag: tag.value });
        return ok({ tag: tag.value, isPrinting });
      }),
    'laundry.printTag': ({ operator }, { visitId }) =>
      inTransaction((tx) => {
        const visit = findVisit(tx, visitId);
        if (visit === null || visit.siteId !== operator().siteId) return err({ type: 'VisitUnknown' });
        return printTagAgain(tx, context, visit);
      }),
    'laundry.start': ({ operator }, input) =>
      inTransaction((tx) => {
        if (input.movesFrom !== undefined) {
          const operationId = operationIdSchema.parse(context.newId());
          const event = { type: 'emptied' as const, at: now() };
          const from = { operationId, cycleId: input.movesFrom, event };
          const emptied = changeCycle(context, tx, operator(), from);
          if (!emptied.ok) return emptied;
        }
        const site = laundryOf(tx, operator().siteId);
        if (!site.ok) return site;
        const started = startCycle(context, tx, operator(), site.value, input);
        if (started.ok) announce(tx);
        return started;
      }),
    'laundry.extend': ({ operator }, { minutes, ...at }) =>
      change(operator(), { ...at, event: { type: 'extended', minutes } }),
    'laundry.finish': ({ operator }, at) =>
      change(operator(), { ...at, event: { type: 'finished', at: now() } }),
    'laundry.empty': ({ operator }, at) =>
      change(operator(), { ...at, event: { type: 'emptied', at: now() } }),
    'laundry.stop': ({ operator }, { operationId, cycleId, because, takesOut }) =>
      inTransaction((tx) => {
        const { operatorId, siteId } = operator();
        const event = { type: 'stopped' as const, at: now(), because };
        const changed = changeCycle(context, tx, operator(), { operationId, cycleId, event });
        if (!changed.ok) return changed;
        const { machineId } = changed.value;
        const isOut = listOutages(tx, siteId).some((each) => each.machineId === machineId);
        if (takesOut !== undefined && !isOut) {
          const id = operationIdSchema.parse(context.newId());
          const body = { machineId, siteId, reason: takesOut };
          add(tx, { id, kind: machineTakenOut, body, operatorId, causeId: operationId });
        }
        announce(tx);
        return ok({ givenBack: changed.value.charges });
      }),
    'laundry.handOver': ({ operator }, { operationId, visitId, to, by }) =>
      inTransaction((tx) => {
        const { operatorId, siteId } = operator();
        const site = laundryOf(tx, siteId);
        const visit = findVisit(tx, visitId);
        if (!site.ok || visit === null || visit.siteId !== siteId) return err({ type: 'VisitUnknown' });
        if (findOperation(tx, operationId) !== null) return ok(null);
        if (visit.handedOverAt !== null) return err({ type: 'VisitOver' });
        const [number] = viewVisit(site.value, visit, now()).machineNumbers;
        if (number !== undefined) return err({ type: 'StillInMachine', number });
        const body = { visitId, siteId, to, by };
        add(tx, { id: operationId, kind: visitHandedOver, body, operatorId });
        return ok(null);
      }),
    'laundry.takeOut': ({ operator }, { operationId, machineId, reason }) =>
      inTransaction((tx) => {
        const { operatorId, siteId } = operator();
        if (findOperation(tx, operationId) !== null) return ok(null);
        const site = laundryOf(tx, siteId);
        const machine = site.ok ? findMachine(site.value, machineId) : undefined;
        if (!site.ok || machine === undefined) return err({ type: 'MachineUnknown' });
        const { number } = machine;
        const tag = drumTagOf(site.value, machineId);
        if (tag !== null) return err({ type: 'MachineBusy', number, tag });
        if (site.value.outageByMachine.has(machineId)) return err({ type: 'AlreadyOutOfOrder', number });
        const body = { machineId, siteId, reason };
        add(tx, { id: operationId, kind: machineTakenOut, body, operatorId });
        return ok(null);
      }),
    'laundry.putBack': ({ operator }, { operationId, machineId }) =>
      inTransaction((tx) => {
        const { operatorId, siteId } = operator();
        if (findOperation(tx, operationId) !== null) return ok(null);
        const site = laundryOf(tx, siteId);
        const machine = site.ok ? findMachine(site.value, machineId) : undefined;
        if (machine === undefined) return err({ type: 'MachineUnknown' });
        const outages = listOutages(tx, siteId).filter((each) => each.machineId === machineId);
        if (outages.length === 0) return err({ type: 'NotOutOfOrder', number: machine.number });
        for (const [index, { outageId }] of outages.entries()) {
          const id = index === 0 ? operationId : operationIdSchema.parse(context.newId());
          const cause = index === 0 ? {} : { causeId: operationId };
          const body = { machineId, siteId };
          add(tx, { id, kind: machinePutBack, body, operatorId, reversesId: outageId, ...cause });
        }
        return ok(null);
      }),
  };

  return {
    handlers,
    tick: () => {
      const own = findOwnSite(db);
      if (own === null || !isLaundry(db, own.siteId)) return; // no transaction where there is no laundry
      inTransaction((tx) => {
        if (tickLaundry(context, tx, own.siteId, clock) > 0) announce(tx);
      });
    },
  };
}

/** A scanned card of ours or a health card. */
function findByCode(
  db: Db,
  text: string,
  today: LaundrySite['today'],
): Result<CardOwner, { type: 'CardUnknown' } | { type: 'CodeUnreadable' }> {
  const code = classifyScan(text, { inStorePatterns: [], today });
  if (code.type !== 'card' && code.type !== 'codiceFiscale') return err({ type: 'CodeUnreadable' });
  const owner = findCardOwner(db, code);
  return owner === null ? err({ type: 'CardUnknown' }) : ok(owner);
}

/** Why laundry of a household is not taken in; null where it is. */
function refuseGuest(
  db: Db,
  site: LaundrySite,
  input: {
    readonly householdId: HouseholdId;
    readonly cardId?: CardId | undefined;
    readonly bookingId?: BookingId | undefined;
  },
) {
  const household = findHead(db, input.householdId);
  if (household === null) return { type: 'HouseholdUnknown' as const };
  const card = input.cardId === undefined ? null : findCard(db, input.cardId);
  const problem = card === null ? null : cardProblemOf(card, site.today);
  if (problem === 'blocked') return { type: 'CardBlocked' as const };
  if (problem === 'replaced') return { type: 'CardReplaced' as const };
  if (problem === 'expired') return { type: 'CardExpired' as const };
  if (site.rules.needsEntitlement) {
    const entitlement = entitlementOn(listEntitlements(db, household.household), site.today);
    if (!entitlement.ok) return entitlement.error;
  }
  if (input.bookingId === undefined) return null;
  const booking = site.bookingById.get(input.bookingId);
  const isTheirs = booking !== undefined && headOf(db, booking.householdId) === household.householdId;
  return isTheirs && booking.state === 'active' ? null : { type: 'BookingUnknown' as const };
}

const findMachine = ({ machines }: LaundrySite, machineId: MachineId): Machine | undefined =>
  machines.find((each) => each.machineId === machineId);
