import type { AccountName, Unit } from '../../shared/domain/account.ts';
import type { DeviceId, OperatorId } from '../../shared/domain/ids.ts';
import type { DeclareRequest } from '../../shared/sync/declaration.ts';
import type { AuthorisationRow } from './hub-store.ts';
import type { LostRow, RestoreTables, UnitTotal } from './restore-tables.ts';
import type { Statements } from './statements.ts';

const THIS_EPOCH = '(SELECT epoch FROM hub WHERE one = 1)';

/** Active devices that have not declared in this epoch, with who released them. */
const UNDECLARED = `device LEFT JOIN restore_release
    ON restore_release.device_id = device.device_id AND restore_release.epoch = ${THIS_EPOCH}
  WHERE state = 'active' AND declared_epoch < ${THIS_EPOCH}`;

const IS_OPEN = `closed_at IS NULL AND answer ->> 'type' = 'granted'`;

export function createPostgresRestoreTables(client: Statements): RestoreTables {
  return {
    setDeclared: async (deviceId) => {
      await client.query(`UPDATE device SET declared_epoch = ${THIS_EPOCH} WHERE device_id = $1`, [deviceId]);
    },
    isAwaiting: async () => {
      const { rowCount } = await client.query({
        name: 'is-awaiting',
        text: `SELECT 1 FROM ${UNDECLARED} AND restore_release.device_id IS NULL LIMIT 1`,
      });
      return rowCount === 1;
    },
    listUndeclared: async () => {
      const { rows } = await client.query<{
        deviceId: DeviceId;
        releasedAt: number | null;
        operatorId: OperatorId | null;
      }>(
        `SELECT device.device_id AS "deviceId", released_at AS "releasedAt", operator_id AS "operatorId"
         FROM ${UNDECLARED} ORDER BY device.device_id`,
      );
      return rows.map(({ deviceId, releasedAt, operatorId }) => ({
        deviceId,
        release: releasedAt === null ? null : { deviceId, releasedAt, operatorId },
      }));
    },
    insertReleases: async (rows) => {
      await client.query(
        `INSERT INTO restore_release (epoch, device_id, released_at, operator_id)
         SELECT ${THIS_EPOCH}, * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[]) ON CONFLICT DO NOTHING`,
        [
          rows.map(({ deviceId }) => deviceId),
          rows.map(({ releasedAt }) => releasedAt),
          rows.map(({ operatorId }) => operatorId),
        ],
      );
    },
    saveDeclarationPart: async (deviceId, part) => {
      await client.query(
        `INSERT INTO declaration_part (device_id, part, request) VALUES ($1, $2, $3)
         ON CONFLICT (device_id, part) DO UPDATE SET request = excluded.request`,
        [deviceId, part.part, JSON.stringify(part)],
      );
    },
    takeDeclarationParts: async (deviceId) => {
      const { rows } = await client.query<{ part: number; request: string }>(
        'DELETE FROM declaration_part WHERE device_id = $1 RETURNING part, request',
        [deviceId],
      );
      return rows.sort((a, b) => a.part - b.part).map(({ request }) => JSON.parse(request) as DeclareRequest); // written by saveDeclarationPart
    },
    noteSeen: async (toldBy, heads) => {
      await client.query(
        `INSERT INTO seen_head (epoch, told_by, device_id, seq, written_at)
         SELECT ${THIS_EPOCH}, $4, * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[])
           AS new (device_id, seq, written_at)
         ORDER BY device_id
         ON CONFLICT (epoch, device_id, told_by) DO UPDATE SET seq = excluded.seq, written_at = excluded.written_at
         WHERE seen_head.seq < excluded.seq`,
        [
          heads.map(({ deviceId }) => deviceId),
          heads.map(({ seq }) => seq),
          heads.map(({ writtenAt }) => writtenAt),
          toldBy,
        ],
      );
    },
    listLost: async () => {
      const { rows } = await client.query<LostRow>(
        `SELECT DISTINCT ON (seen_head.device_id) seen_head.device_id AS "deviceId",
           coalesce(device.head_seq, 0) + 1 AS "fromSeq", seq AS "toSeq", written_at AS "writtenAt", told_by AS "toldBy"
         FROM seen_head LEFT JOIN device ON device.device_id = seen_head.device_id
           LEFT JOIN device AS teller ON teller.device_id = told_by AND teller.state = 'revoked'
         WHERE epoch = ${THIS_EPOCH} AND seq > coalesce(device.head_seq, 0) AND teller.device_id IS NULL
         ORDER BY seen_head.device_id, seq DESC, told_by`,
      );
      return rows;
    },
    ...createHoldTables(client),
    ...createSlackTables(client),
  };
}

function createHoldTables(
  client: Statements,
): Pick<RestoreTables, 'replaceLeases' | 'listOpenAuthorisations' | 'withdrawAuthorisations' | 'sumHolds'> {
  return {
    replaceLeases: async (deviceId, leases) => {
      const ids = leases.map(({ leaseId }) => leaseId);
      const accounts = leases.map(({ account }) => account);
      // First what goes: an account may have its lease under another id now, and that one be another account's.
      await client.query(
        `DELETE FROM lease WHERE device_id = $1 AND NOT EXISTS (
           SELECT 1 FROM unnest($2::uuid[], $3::text[]) AS stays (lease_id, account)
           WHERE stays.lease_id = lease.lease_id AND stays.account = lease.account)`,
        [deviceId, ids, accounts],
      );
      await client.query(
        `INSERT INTO lease (lease_id, device_id, account, unit, amount, recalled_at)
         SELECT lease_id, $1, account, unit, amount, recalled_at
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
           AS new (lease_id, account, unit, amount, recalled_at)
         ON CONFLICT (lease_id, device_id) DO UPDATE SET amount = excluded.amount`,
        [
          deviceId,
          ids,
          accounts,
          leases.map(({ unit }) => unit),
          leases.map(({ amount }) => amount),
          leases.map(({ recalledAt }) => recalledAt),
        ],
      );
    },
    listOpenAuthorisations: async (deviceId) => {
      const { rows } = await client.query<AuthorisationRow>(
        `SELECT authorisation_id AS "authorisationId", device_id AS "deviceId", operation_id AS "operationId",
           spends, answer, asked_at AS "askedAt", closed_at AS "closedAt"
         FROM authorisation WHERE device_id = $1 AND ${IS_OPEN} ORDER BY authorisation_id`,
        [deviceId],
      );
      return rows;
    },
    withdrawAuthorisations: async (ids, answer, at) => {
      await client.query(
        'UPDATE authorisation SET answer = $2, closed_at = $3 WHERE authorisation_id = ANY ($1::uuid[])',
        [ids, JSON.stringify(answer), at],
      );
    },
    sumHolds: async (deviceIds) => {
      const { rows } = await client.query<UnitTotal & { deviceId: DeviceId }>(
        `SELECT device_id AS "deviceId", unit, CAST (count(DISTINCT account) AS integer) AS accounts,
           CAST (sum(amount) AS bigint) AS amount
         FROM (
           SELECT device_id, account, unit, amount FROM lease WHERE amount > 0
           UNION ALL
           SELECT device_id, account, unit, amount FROM authorisation,
             jsonb_to_recordset(spends) AS spend (account text, unit text, amount bigint)
           WHERE ${IS_OPEN}
         ) AS held WHERE device_id = ANY ($1::uuid[]) GROUP BY device_id, unit ORDER BY device_id, unit`,
        [deviceIds],
      );
      const byDevice = Map.groupBy(rows, ({ deviceId }) => deviceId);
      return new Map(
        [...byDevice].map(([deviceId, totals]) => [
          deviceId,
          totals.map(({ deviceId: _deviceId, ...total }) => total),
        ]),
      );
    },
  };
}

const MISSING = 'greatest(0, reserved + leased - posted)';

function createSlackTables(
  client: Statements,
): Pick<RestoreTables, 'listLoose' | 'tightenUncovered' | 'sumOverdrawn'> {
  return {
    listLoose: async () => {
      const { rows } = await client.query<{ account: AccountName; unit: Unit }>(
        `SELECT account, unit FROM account WHERE unit <> 'uses' AND uncovered > ${MISSING} ORDER BY account`,
      );
      return rows;
    },
    tightenUncovered: async (accounts) => {
      await client.query(
        `UPDATE account SET uncovered = ${MISSING} WHERE account = ANY ($1::text[]) AND uncovered > ${MISSING}`,
        [accounts],
      );
    },
    sumOverdrawn: async () => {
      const { rows } = await client.query<UnitTotal>(
        `SELECT unit, CAST (count(*) AS integer) AS accounts, CAST (sum(${MISSING}) AS bigint) AS amount
         FROM account WHERE unit <> 'uses' AND ${MISSING} > 0 GROUP BY unit ORDER BY unit`,
      );
      return rows;
    },
  };
}
