import type { Input } from '../shared/contract/contract.ts';
import { callerOf } from './counter-fixture.ts';
import { balanceOf, findHouseholdNumber } from './database/households.ts';
import { findCycle } from './database/laundry.ts';
import { aLaundry } from './laundry-fixture.ts';

/** These handlers answer at once. */
function settled<T>(outcome: T | Promise<T>): T {
  if (outcome instanceof Promise) throw new Error('answered later');
  return outcome;
}

/** A laundry with its commands at hand, and one household that is here with two bags. */
export function aLaundryDesk(washes = 3) {
  const laundry = aLaundry();
  const caller = callerOf(laundry.operator);
  let { handlers, tick } = laundry;
  const guest = laundry.aGuest(washes);
  const checkIn = (more: Partial<Input<'laundry.checkIn'>> = {}) =>
    settled(
      handlers['laundry.checkIn'](caller, {
        visitId: laundry.newVisitId(),
        householdId: guest.householdId,
        bags: 2,
        ...more,
      }),
    );
  const visitId = laundry.newVisitId();
  const start = (more: Partial<Input<'laundry.start'>> = {}) =>
    settled(
      handlers['laundry.start'](caller, {
        cycleId: laundry.newCycleId(),
        visitId,
        machineId: laundry.machines.one,
        washProgrammeId: laundry.programmes.wash,
        detergentDoses: 0,
        ...more,
      }),
    );
  const board = () => {
    const view = settled(handlers['laundry.board'](caller, {}));
    if (!view.ok) throw new Error('there is a laundry here');
    return view.value;
  };
  return {
    ...laundry,
    caller,
    guest,
    visitId,
    checkIn,
    start,
    board,
    handlers,
    machine: (number: number) => board().machines.find((each) => each.number === number),
    washesOf: (householdId = guest.householdId) => {
      const household = findHouseholdNumber(laundry.db, householdId);
      return household === null ? 0 : balanceOf(laundry.db, household, 'washes');
    },
    cycleOf: (cycleId: ReturnType<typeof laundry.newCycleId>) => findCycle(laundry.db, cycleId),
    tick: () => tick(),
    restartDesk: () => {
      ({ handlers, tick } = laundry.restart());
    },
  };
}
