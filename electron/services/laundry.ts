import type { FailureOf } from '../../shared/contract/command.ts';
import type { Input } from '../../shared/contract/contract.ts';
import type {
  KeptElsewhere,
  LaundryGuest,
  laundryContract,
  NoLaundryHere,
  TakenAtStart,
} from '../../shared/contract/laundry-contract.ts';
import { operationIdSchema, type SiteId } from '../../shared/domain/ids.ts';
import type { MachineKind } from '../../shared/domain/laundry-machine.ts';
import { readTagCode } from '../../shared/domain/laundry-tag.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { machineTakenOut } from '../../shared/operations/laundry-operations.ts';
import { logAccess } from '../database/access-log.ts';
import type { Db, Tx } from '../database/database.ts';
import { findVisit, listOutages } from '../database/laundry.ts';
import { findHead } from '../database/merges.ts';
import { findOwnSite } from '../database/network.ts';
import type { Caller, Handlers } from '../handlers.ts';
import { answerTurnRequests } from '../laundry/answer-turn-requests.ts';
import { changeCycle } from '../laundry/change-cycle.ts';
import { checkIn } from '../laundry/check-in.ts';
import { type ClockSources, type CycleClock, createCycleClock } from '../laundry/cycle-clock.ts';
import { findByCode } from '../laundry/find-by-code.ts';
import { handOver, undoHandOver, viewHandedOver } from '../laundry/hand-over.ts';
import { viewBoard, viewVisit } from '../laundry/laundry-board.ts';
import { viewGuest } from '../laundry/laundry-guest.ts';
import { isLaundry, type LaundrySite, readKeptLaundry, readLaundry } from '../laundry/laundry-site.ts';
import { tickLaundry } from '../laundry/laundry-tick.ts';
import { putMachineBack, takeMachineOut } from '../laundry/machine-outage.ts';
import { printTagAgain } from '../laundry/print-tag.ts';
import { startCycle } from '../laundry/start-cycle.ts';
import type { SignedIn } from '../session.ts';
import { type CoverNeeded, createActUnderCover } from '../sync/act-under-cover.ts';
import { findHouseholds } from '../till/find-households.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['laundry', 'laundryBookings', 'laundryFigures', 'households'];

type Part<Name extends keyof typeof laundryContract> = Handlers<Pick<typeof laundryContract, Name>>;

/**
 * The desk of a laundry. `tick` is called every few seconds: time ends cycles and frees turns. `answerRequests` is called
 * once everything that is at the hub is here.
 */
export function createLaundryService(
  context: ServiceContext,
  sources: Pick<ClockSources, 'uptimeMs'>,
): { handlers: Handlers<typeof laundryContract>; tick: () => void; answerRequests: () => void } {
  const clock = createCycleClock({ now: context.now, uptimeMs: sources.uptimeMs });
  const desk = createDesk(context);
  /** At a laundry alone: elsewhere no transaction is opened for nothing. */
  const atLaundry = (work: (tx: Tx, siteId: SiteId) => number) => {
    const own = findOwnSite(context.db);
    if (own === null || !isLaundry(context.db, own.siteId)) return;
    context.inTransaction((tx) => {
      if (work(tx, own.siteId) > 0) desk.announce(tx);
    });
  };
  return {
    handlers: {
      ...createReadingHandlers(context, desk, clock),
      ...createGuestHandlers(context, desk),
      ...createVisitHandlers(context, desk),
      ...createCycleHandlers(context, desk),
      ...createMachineHandlers(context, desk),
    },
    tick: () => atLaundry((tx, siteId) => tickLaundry(context, tx, siteId, clock)),
    answerRequests: () => atLaundry((tx, siteId) => answerTurnRequests(context, tx, siteId)),
  };
}

type Who = Pick<LaundryGuest, 'householdId' | 'cardId'> & {
  readonly kilograms?: number | undefined;
  readonly kind?: MachineKind | undefined;
};

/** What every part of this service does with the laundry of an operator. */
function createDesk(context: ServiceContext) {
  const { inTransaction, now, today } = context;
  const announce = (tx: Tx) => tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  const changeIn = <Outcome extends Result<unknown, unknown>>(
    tx: Tx,
    operator: SignedIn,
    decide: (tx: Tx, operator: SignedIn, site: LaundrySite) => Outcome,
  ): Outcome | { readonly ok: false; readonly error: NoLaundryHere | KeptElsewhere } => {
    const site = readKeptLaundry(tx, operator.siteId, { now: now(), today: today() });
    if (!site.ok) return site;
    announce(tx);
    return decide(tx, operator, site.value);
  };
  return {
    announce,
    laundryOf: (db: Db, siteId: SiteId) => readLaundry(db, siteId, { now: now(), today: today() }),
    /** Something of the laundry changes, in one transaction and only at the desk that keeps its machines. */
    change: <Outcome extends Result<unknown, unknown>>(
      { operator }: Caller,
      decide: (tx: Tx, operator: SignedIn, site: LaundrySite) => Outcome,
    ): Outcome | { readonly ok: false; readonly error: NoLaundryHere | KeptElsewhere } =>
      inTransaction((tx) => changeIn(tx, operator(), decide)),
    changeIn,
    /** Who is at the desk. That somebody looked is kept. */
    guestOf: (
      tx: Tx,
      { operatorId }: SignedIn,
      site: LaundrySite,
      who: Who,
    ): Result<LaundryGuest, { type: 'HouseholdUnknown' }> => {
      const household = findHead(tx, who.householdId);
      if (household === null) return err({ type: 'HouseholdUnknown' });
      const subject = `household:${household.householdId}`;
      logAccess(tx, { readAt: now(), operatorId, action: 'household.read', subject });
      return ok(viewGuest(tx, site, household, { ...who, now: now() }));
    },
  };
}

type Desk = ReturnType<typeof createDesk>;

const createReadingHandlers = (
  { db, now }: ServiceContext,
  { laundryOf }: Desk,
  clock: CycleClock,
): Part<'laundry.board' | 'laundry.programmes' | 'laundry.handedOver'> => ({
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
  'laundry.handedOver': ({ operator }) => {
    const site = laundryOf(db, operator().siteId);
    return site.ok ? ok({ visits: viewHandedOver(db, site.value, now()) }) : site;
  },
});

const createGuestHandlers = (
  { inTransaction, now, today }: ServiceContext,
  { laundryOf, guestOf }: Desk,
): Part<'laundry.scan' | 'laundry.guest' | 'laundry.visit' | 'laundry.find'> => ({
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
});

const createVisitHandlers = (
  context: ServiceContext,
  { change }: Desk,
): Part<'laundry.checkIn' | 'laundry.printTag' | 'laundry.handOver' | 'laundry.undoHandOver'> => ({
  'laundry.checkIn': (caller, input) =>
    change(caller, (tx, operator, site) => checkIn(context, tx, operator, site, input)),
  'laundry.printTag': ({ operator }, { visitId }) =>
    context.inTransaction((tx) => {
      const visit = findVisit(tx, visitId);
      if (visit === null || visit.siteId !== operator().siteId) return err({ type: 'VisitUnknown' });
      return printTagAgain(tx, context, visit);
    }),
  'laundry.handOver': (caller, input) =>
    change(caller, (tx, operator, site) => handOver(context, tx, operator, site, input)),
  'laundry.undoHandOver': (caller, input) =>
    change(caller, (tx, operator, site) => undoHandOver(context, tx, operator, site, input)),
});

type StartOutcome = Result<TakenAtStart, FailureOf<(typeof laundryContract)['laundry.start']> | CoverNeeded>;

function createCycleHandlers(
  context: ServiceContext,
  { change, changeIn, laundryOf }: Desk,
): Part<'laundry.start' | 'laundry.extend' | 'laundry.finish' | 'laundry.empty' | 'laundry.stop'> {
  const { now } = context;
  const act = createActUnderCover({ ...context, mayUseFloor: true });
  const changeOne = (caller: Caller, asked: Parameters<typeof changeCycle>[3]) =>
    change(caller, (tx, operator) => {
      const changed = changeCycle(context, tx, operator, asked);
      return changed.ok ? ok(null) : changed;
    });
  return {
    'laundry.start': (caller, input) =>
      act(
        operationIdSchema.parse(input.cycleId),
        (inTx, coverFor): StartOutcome =>
          changeIn(inTx, caller.operator(), (tx, operator, before): StartOutcome => {
            if (input.movesFrom === undefined) {
              return startCycle(context, tx, operator, before, input, coverFor);
            }
            const operationId = operationIdSchema.parse(context.newId());
            const event = { type: 'emptied' as const, at: now() };
            const from = { operationId, cycleId: input.movesFrom, event };
            const emptied = changeCycle(context, tx, operator, from);
            if (!emptied.ok) return emptied;
            const after = laundryOf(tx, operator.siteId);
            return after.ok ? startCycle(context, tx, operator, after.value, input, coverFor) : after;
          }),
      ),
    'laundry.extend': (caller, { minutes, ...at }) =>
      changeOne(caller, { ...at, event: { type: 'extended', minutes } }),
    'laundry.finish': (caller, at) => changeOne(caller, { ...at, event: { type: 'finished', at: now() } }),
    'laundry.empty': (caller, at) => changeOne(caller, { ...at, event: { type: 'emptied', at: now() } }),
    'laundry.stop': (caller, input) =>
      change(caller, (tx, operator, site) => stopCycle(context, tx, operator, site, input)),
  };
}

/** A stopped machine may go out of order with the same act. */
function stopCycle(
  context: ServiceContext,
  tx: Tx,
  operator: SignedIn,
  site: LaundrySite,
  { operationId, cycleId, because, takesOut }: Input<'laundry.stop'>,
) {
  const { operatorId, siteId } = operator;
  const event = { type: 'stopped' as const, at: context.now(), because };
  const changed = changeCycle(context, tx, operator, { operationId, cycleId, event });
  if (!changed.ok) return changed;
  const { machineId, charges } = changed.value;
  const isOut = listOutages(tx, siteId).some((each) => each.machineId === machineId);
  if (takesOut !== undefined && !isOut) {
    const id = operationIdSchema.parse(context.newId());
    const body = { machineId, siteId, reason: takesOut };
    const about = { operatorId, businessOn: site.today, causeId: operationId };
    context.record(tx, { id, kind: machineTakenOut, body, ...about });
  }
  return ok({ givenBack: charges });
}

const createMachineHandlers = (
  context: ServiceContext,
  { change }: Desk,
): Part<'laundry.takeOut' | 'laundry.putBack'> => ({
  'laundry.takeOut': (caller, input) =>
    change(caller, (tx, operator, site) => takeMachineOut(context, tx, operator, site, input)),
  'laundry.putBack': (caller, input) =>
    change(caller, (tx, operator, site) => putMachineBack(context, tx, operator, site, input)),
});
