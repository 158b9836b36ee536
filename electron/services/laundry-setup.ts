import type { laundrySetupContract } from '../../shared/contract/laundry-setup-contract.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { assert, err, ok } from '../../shared/domain/result.ts';
import { laundryRulesSet, machineSet, washProgrammeSet } from '../../shared/operations/laundry-operations.ts';
import { laundryDeskNamed } from '../../shared/operations/laundry-request-operations.ts';
import { canonicalText } from '../../shared/operations/operation.ts';
import type { Db, Tx } from '../database/database.ts';
import { laundryRulesOf, listMachines, listWashProgrammes } from '../database/laundry.ts';
import { countTurnsAhead, listBookingsOfMachine } from '../database/laundry-bookings.ts';
import { type Draft, findOperation } from '../database/log.ts';
import { findOwnSite } from '../database/network.ts';
import type { Handlers } from '../handlers.ts';
import { listStranded } from '../laundry/laundry-book.ts';
import { type LaundrySite, readLaundry } from '../laundry/laundry-site.ts';
import type { SignedIn } from '../session.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['laundry', 'laundryBookings', 'laundrySetup', 'administration'];

/** Machines, programmes and rules: every change is an operation, and nothing that a cycle has is changed by one. */
export function createLaundrySetupService(context: ServiceContext): {
  handlers: Handlers<typeof laundrySetupContract>;
} {
  const { db, inTransaction, now, today } = context;
  const laundryOf = (from: Db, { siteId }: SignedIn) =>
    readLaundry(from, siteId, { now: now(), today: today() });
  /** What is saved as it was is no change, and not in the history. */
  const addChange = <Body>(tx: Tx, before: Body | undefined, draft: Omit<Draft<Body>, 'businessOn'>) => {
    if (findOperation(tx, draft.id) !== null) return;
    if (before !== undefined && canonicalText(before) === canonicalText(draft.body)) return;
    context.record(tx, { ...draft, businessOn: today() });
    tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  };
  return {
    handlers: {
      'laundrySetup.read': ({ operator }) => {
        const site = laundryOf(db, operator());
        if (!site.ok) return site;
        const ahead = countTurnsAhead(db, site.value.siteId, site.value.today);
        return ok({
          machines: site.value.machines.map((machine) => ({
            ...machine,
            turnsAhead: ahead.get(machine.machineId) ?? 0,
          })),
          programmes: site.value.programmes,
          rules: site.value.rules,
          desk: { isHere: site.value.desk.isHere, name: site.value.desk.name },
        });
      },
      'laundrySetup.keepHere': ({ operator }, { operationId }) =>
        inTransaction((tx) => {
          const site = laundryOf(tx, operator());
          if (!site.ok) return site;
          if (findOperation(tx, operationId) !== null || site.value.desk.isHere) return ok(null);
          nameThisDesk(context, tx, operator(), site.value, operationId);
          tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
          return ok(null);
        }),
      'laundrySetup.saveMachine': ({ operator }, { operationId, machine }) =>
        inTransaction((tx) => {
          const by = operator();
          const site = laundryOf(tx, by);
          if (!site.ok) return site;
          const { siteId } = by;
          const machines = listMachines(tx, siteId);
          const before = machines.find(({ machineId }) => machineId === machine.machineId);
          const isTaken = machines.some(
            (each) => each.active && each.machineId !== machine.machineId && each.number === machine.number,
          );
          if (machine.active && isTaken) return err({ type: 'MachineNumberTaken', number: machine.number });
          const cycle = site.value.cycleByMachine.get(machine.machineId);
          if (before !== undefined && cycle !== undefined && !machine.active) {
            const tag = site.value.visits.find(({ visitId }) => visitId === cycle.visitId)?.tag ?? 0;
            return err({ type: 'MachineBusy', number: before.number, tag });
          }
          // Its cycles and turns were given for what it is: another kind is another machine.
          if (before !== undefined && before.kind !== machine.kind) {
            return err({ type: 'MachineKindFixed', number: before.number });
          }
          const body = { ...machine, siteId };
          addChange(tx, before, { id: operationId, kind: machineSet, body, operatorId: by.operatorId });
          // Who sets up the first machine keeps them, until an administrator says otherwise.
          if (site.value.desk.term === 0) nameThisDesk(context, tx, by, site.value, context.newId());
          const ahead = machine.active ? [] : listBookingsOfMachine(tx, machine.machineId, site.value.today);
          return ok({ turnsAhead: ahead.length });
        }),
      'laundrySetup.saveProgramme': ({ operator }, { operationId, programme }) =>
        inTransaction((tx) => {
          const { operatorId, siteId } = operator();
          const site = laundryOf(tx, operator());
          if (!site.ok) return site;
          const programmes = listWashProgrammes(tx, siteId);
          const before = programmes.find((each) => each.washProgrammeId === programme.washProgrammeId);
          const isTaken = programmes.some(
            (each) =>
              each.active &&
              each.washProgrammeId !== programme.washProgrammeId &&
              each.kind === programme.kind &&
              isSameName(each.name.it, programme.name.it),
          );
          if (programme.active && isTaken) return err({ type: 'WashProgrammeNameTaken' });
          const body = { ...programme, siteId };
          addChange(tx, before, { id: operationId, kind: washProgrammeSet, body, operatorId });
          return ok(null);
        }),
      'laundrySetup.saveRules': ({ operator }, { operationId, rules }) =>
        inTransaction((tx) => {
          const by = operator();
          const { operatorId, siteId } = by;
          const site = laundryOf(tx, by);
          if (!site.ok) return site;
          if (rules.suspendAtNoShows < rules.warnAtNoShows) return err({ type: 'NoShowLimitsCrossed' });
          const body = { ...rules, siteId };
          const before = laundryRulesOf(tx, siteId);
          addChange(tx, before, { id: operationId, kind: laundryRulesSet, body, operatorId });
          const after = { ...site.value, rules: body };
          const stranded = listStranded(tx, after).filter(({ because }) => because === 'closed').length;
          return ok({ stranded });
        }),
    },
  };
}

const isSameName = (a: string, b: string): boolean =>
  a.trim().toLocaleLowerCase('it') === b.trim().toLocaleLowerCase('it');

function nameThisDesk(
  context: ServiceContext,
  tx: Tx,
  { operatorId }: SignedIn,
  { siteId, desk, today }: LaundrySite,
  operationId: string,
): void {
  const own = findOwnSite(tx);
  assert(own?.siteId === siteId, 'who sets up a laundry stands at it');
  context.record(tx, {
    id: operationIdSchema.parse(operationId),
    kind: laundryDeskNamed,
    body: { siteId, deviceId: own.deviceId, term: desk.term + 1 },
    operatorId,
    businessOn: today,
  });
}
