import { query, type Tx } from '../electron/database/database.ts';
import { idToBytes } from '../electron/database/uuid-bytes.ts';
import type { LiveCounter } from '../electron/live-counter.ts';
import { fillDemo } from '../seeds/demo.ts';
import {
  machineIdSchema,
  operationIdSchema,
  type SiteId,
  type VisitId,
  visitIdSchema,
} from '../shared/domain/ids.ts';
import { addDays, localDateAt } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import { machineSet } from '../shared/operations/laundry-operations.ts';

export const MACHINES = 40;
/** Of each machine on each of so many days a year: about as many as a laundry that never stands still. */
const CYCLES_A_DAY = 5;
const DAYS_A_YEAR = 250;
/** An empty past for everybody but the laundry. */
const HOUSEHOLDS = 30;
const PER_TRANSACTION = 10_000;

const insertVisit = query<readonly [Uint8Array, number, string, number, number, number]>(
  'benchInsertVisit',
  `INSERT INTO laundry_visit (visit_id, n, site_id, household, tag, bags, opened_at, handed_over_at, handed_over_to)
   VALUES (?, ?, ?, 1 + ? % ${HOUSEHOLDS}, 1 + ? % 99, 1, ?, 1, 'holder')`,
);
const insertCycle = query<
  readonly [Uint8Array, number, Uint8Array, string, number, string, string, number, string]
>(
  'benchInsertCycle',
  `INSERT INTO laundry_cycle (cycle_id, n, visit_id, site_id, household, machine_id, wash_programme_id, minutes,
     started_at, started_on, charges, phase, finished_at, ended_at)
   VALUES (?, ?, ?, ?, 1 + ? % ${HOUSEHOLDS}, ?, ?, 60, ?, ?, '[{"unit":"washes","amount":1}]', 'emptied', 1, 1)`,
);

/** A laundry of 40 machines with cycles of so many years, all of them over but those of this morning. */
export const fillPast =
  (years: number, share: number) =>
  async ({ context, appendHead }: LiveCounter): Promise<void> => {
    const now = context.now();
    await fillDemo(
      { inTransaction: context.inTransaction, appendHead },
      {
        households: HOUSEHOLDS,
        seed: 'bench-laundry',
        days: 21,
        until: addDays(localDateAt(now), -1),
        products: 300,
        site: 'laundry',
        presentAt: now,
        stepsPerTransaction: Number.POSITIVE_INFINITY,
      },
    );
    const machineIds = context.inTransaction((tx) => addMachines(tx, context));
    const cycles = Math.round(years * DAYS_A_YEAR * CYCLES_A_DAY * MACHINES * share);
    const siteId = siteOf(context.db);
    for (let from = 0; from < cycles; from += PER_TRANSACTION) {
      const to = Math.min(cycles, from + PER_TRANSACTION);
      context.inTransaction((tx) => {
        for (let at = from; at < to; at++) insertPast(tx, at, cycles, years, siteId, machineIds, now);
      });
    }
  };

const MS_PER_DAY = 86_400_000;

/** Straight into the projections: recording ten years takes ten times as long, and the board reads no log. */
function insertPast(
  tx: Tx,
  at: number,
  cycles: number,
  years: number,
  siteId: SiteId,
  machineIds: readonly string[],
  now: number,
): void {
  const startedAt = Math.round(now - (years * 365 * (cycles - at) * MS_PER_DAY) / cycles);
  const visitId = idAt(startedAt, at, 1);
  const machineId = machineIds[at % machineIds.length] ?? '';
  const n = at - 10_000_000; // before whatever was recorded
  tx.run(insertVisit, idToBytes(visitId), n, siteId, at, at, startedAt);
  tx.run(
    insertCycle,
    idToBytes(idAt(startedAt, at, 2)),
    n,
    idToBytes(visitId),
    siteId,
    at,
    machineId,
    machineId,
    startedAt,
    localDateAt(startedAt),
  );
}

/** A UUIDv7 of an instant. */
function idAt(ms: number, count: number, kind: number): VisitId {
  const time = ms.toString(16).padStart(12, '0');
  const rest = (count * 4 + kind).toString(16).padStart(12, '0');
  return visitIdSchema.parse(`${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`);
}

const siteSql = query<readonly [], { siteId: SiteId }>(
  'benchLaundrySite',
  'SELECT site_id AS siteId FROM machine LIMIT 1',
);

function siteOf(db: Pick<Tx, 'one'>): SiteId {
  const row = db.one(siteSql);
  assert(row !== undefined, 'the demo laundry has machines');
  return row.siteId;
}

const machinesSql = query<readonly [], { machineId: string }>(
  'benchMachines',
  'SELECT machine_id AS machineId FROM machine ORDER BY number',
);

function addMachines(tx: Tx, context: LiveCounter['context']): string[] {
  const siteId = siteOf(tx);
  const first = tx.all(machinesSql).length + 1;
  for (let number = first; number <= MACHINES; number++) {
    const machineId = machineIdSchema.parse(context.newId());
    const kind = number % 3 === 0 ? ('dryer' as const) : ('washer' as const);
    const body = { machineId, siteId, number, kind, capacityKilograms: 8, active: true };
    context.record(tx, {
      id: operationIdSchema.parse(context.newId()),
      kind: machineSet,
      body,
      businessOn: context.today(),
    });
  }
  return tx.all(machinesSql).map(({ machineId }) => machineId);
}
