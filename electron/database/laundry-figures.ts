import type { MachineId, SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { type Db, query } from './database.ts';

type Days = readonly [string, string, string];

// A cycle that was stopped used the machine for nothing: it is a fault or a mistake, and no use.
const byMachineSql = query<Days, { machineId: MachineId; cycles: number; minutes: number; faults: number }>(
  'countCyclesByMachine',
  `SELECT machine_id AS machineId, sum(phase <> 'stopped') AS cycles,
     sum(CASE WHEN phase <> 'stopped' THEN minutes ELSE 0 END) AS minutes,
     sum(stopped_because IS 'machine-fault') AS faults
   FROM laundry_cycle WHERE site_id = ? AND started_on >= ? AND started_on <= ? GROUP BY machine_id`,
);
const byDaySql = query<
  Days,
  { on: LocalDate; cycles: number; minutes: number; faults: number; households: number }
>(
  'countCyclesByDay',
  `SELECT started_on AS "on", sum(phase <> 'stopped') AS cycles,
     sum(CASE WHEN phase <> 'stopped' THEN minutes ELSE 0 END) AS minutes,
     sum(stopped_because IS 'machine-fault') AS faults,
     count(DISTINCT CASE WHEN phase <> 'stopped' THEN household END) AS households
   FROM laundry_cycle WHERE site_id = ? AND started_on >= ? AND started_on <= ? GROUP BY started_on`,
);
const householdsSql = query<Days, { households: number }>(
  'countHouseholdsWashing',
  `SELECT count(DISTINCT household) AS households FROM laundry_cycle
   WHERE site_id = ? AND started_on >= ? AND started_on <= ? AND phase <> 'stopped'`,
);
const missedByDaySql = query<Days, { on: LocalDate; missed: number }>(
  'countMissedByDay',
  `SELECT slot_on AS "on", count(*) AS missed FROM laundry_booking
   WHERE site_id = ? AND slot_on >= ? AND slot_on <= ? AND state = 'missed' GROUP BY slot_on`,
);
const outagesSql = query<Days, { machineId: MachineId; outages: number }>(
  'countOutagesByMachine',
  `SELECT machine_id AS machineId, count(*) AS outages FROM machine_outage JOIN machine USING (machine_id)
   WHERE site_id = ? AND business_on >= ? AND business_on <= ? GROUP BY machine_id`,
);

/** What was done at a laundry in some days, both included: by machine, by day, and in all. */
export const countLaundry = (db: Db, siteId: SiteId, from: LocalDate, to: LocalDate) => ({
  byMachine: db.all(byMachineSql, siteId, from, to),
  outages: db.all(outagesSql, siteId, from, to),
  byDay: db.all(byDaySql, siteId, from, to),
  missedByDay: db.all(missedByDaySql, siteId, from, to),
  households: db.one(householdsSql, siteId, from, to)?.households ?? 0,
});
