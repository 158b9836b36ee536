import type { DeviceId, HouseholdId } from '../../shared/domain/ids.ts';
import type { FloorRule, FloorSum, FloorTables, NetworkRead } from './floor-tables.ts';
import type { Statements } from './statements.ts';

export function createPostgresFloorTables(client: Statements): FloorTables {
  const addTo = async <Id extends HouseholdId | DeviceId>(
    { table, id, day }: SumTable,
    sums: readonly FloorSum<Id>[],
  ): Promise<readonly FloorSum<Id>[]> => {
    const { rows } = await client.query<FloorSum<Id>>({
      name: `add-${table}`,
      text: `INSERT INTO ${table} (${id}, ${day}, unit, amount)
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[])
             ON CONFLICT (${id}, ${day}, unit) DO UPDATE SET amount = ${table}.amount + excluded.amount
             RETURNING ${id} AS id, ${day} AS day, unit, amount`,
      values: [
        sums.map((each) => each.id),
        sums.map((each) => each.day),
        sums.map(({ unit }) => unit),
        sums.map(({ amount }) => amount),
      ],
    });
    return rows;
  };
  return {
    listFloorRules: async (limit) => {
      const { rows } = await client.query<FloorRule>({
        name: 'list-floor-rules',
        text: `SELECT number, rule AS "limit", set_by AS "setBy", set_at AS "setAt"
               FROM floor_rule ORDER BY number DESC LIMIT $1`,
        values: [limit],
      });
      return rows.reverse();
    },
    insertFloorRule: async ({ number, limit, setBy, setAt }) => {
      await client.query('INSERT INTO floor_rule (number, rule, set_by, set_at) VALUES ($1, $2, $3, $4)', [
        number,
        JSON.stringify(limit),
        setBy,
        setAt,
      ]);
    },
    addFloorTold: (sums) => addTo(TOLD, sums),
    addFloorUses: (sums) => addTo(USES, sums),
    listNetworkReads: async (deviceId) => {
      const { rows } = await client.query<NetworkRead>({
        name: 'list-network-reads',
        text: `SELECT read_on AS "readOn", number FROM network_read WHERE device_id = $1 ORDER BY read_on DESC`,
        values: [deviceId],
      });
      return rows;
    },
  };
}

type SumTable = { readonly table: string; readonly id: string; readonly day: string };
const TOLD: SumTable = { table: 'floor_told', id: 'device_id', day: 'told_on' };
const USES: SumTable = { table: 'floor_use', id: 'household_id', day: 'spent_on' };
