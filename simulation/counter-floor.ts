import { findFloorLimit } from '../electron/database/floor.ts';
import { getOwnHead } from '../electron/database/log.ts';
import type { coverByFloor } from '../electron/sync/cover-by-floor.ts';
import { findClosing } from '../electron/sync/going-on.ts';
import { householdAccount } from '../shared/domain/account.ts';
import type { FloorLimit } from '../shared/domain/floor-limit.ts';
import {
  cycleIdSchema,
  type HouseholdId,
  machineIdSchema,
  visitIdSchema,
  washProgrammeIdSchema,
} from '../shared/domain/ids.ts';
import { cycleStarted } from '../shared/operations/laundry-operations.ts';
import type { Asked } from './counter-acts.ts';
import type { CounterPen } from './counter-pen.ts';
import { randomUuid } from './random.ts';

/** What a simulated counter lets out without the hub's word, and what it breaks by that. */
export function createFloor(pen: CounterPen) {
  const { db, inTransaction, record, random, today, place, operatorId, written } = pen;
  const floorFaults: string[] = [];
  const noteFloor = (limit: FloorLimit, acknowledgedSeq: number, householdId: HouseholdId) => {
    let [out, toHousehold] = [0, 0];
    const ownId = getOwnHead(db).deviceId;
    for (const { deviceId, seq, businessOn, postings } of written()) {
      for (const { account, amount, cover } of postings) {
        if (cover?.kind !== 'floor') continue;
        if (deviceId === ownId && seq > acknowledgedSeq) out -= amount;
        if (businessOn === today() && account === householdAccount(householdId, 'cents'))
          toHousehold -= amount;
      }
    }
    if (out > limit.perDevice.cents) floorFaults.push(`a counter let out ${out} before it told the hub`);
    if (toHousehold > limit.perHousehold.cents)
      floorFaults.push(`a household had ${toHousehold} without cover in a day`);
  };

  return {
    /** Without the hub's word, where the network lets it out. Whether it went out; what it broke by it is remembered. */
    spendAtFloor: ({ operationId, act }: Asked, cover: typeof coverByFloor): boolean =>
      inTransaction((tx) => {
        if (act.type !== 'sale' || act.tender !== 'cents') return false;
        const { householdId, amount } = act;
        const account = householdAccount(householdId, 'cents');
        // As where a counter acts: what it let out since the day that its data are of it does not know.
        if (findClosing(tx) !== null) return false;
        const covers = cover(tx, today(), [{ account, unit: 'cents', amount, fromLease: 0 }]);
        if (covers === null) return false;
        record(tx, {
          id: operationId,
          kind: cycleStarted,
          body: {
            cycleId: cycleIdSchema.parse(operationId),
            siteId: place().siteId,
            householdId,
            charges: [{ unit: 'cents', amount }],
            startedOn: today(),
            visitId: visitIdSchema.parse(randomUuid(random)),
            machineId: machineIdSchema.parse(randomUuid(random)),
            washProgrammeId: washProgrammeIdSchema.parse(randomUuid(random)),
            minutes: 40,
            detergentDoses: 0,
          },
          operatorId,
          businessOn: today(),
          covers,
        });
        noteFloor(findFloorLimit(tx), getOwnHead(tx).acknowledgedSeq, householdId);
        return true;
      }),
    /** Caps that were exceeded, by what was written and nothing else. */
    floorFaults: floorFaults as readonly string[],
  };
}
