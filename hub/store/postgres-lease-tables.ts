import type { AccountName, Unit } from '../../shared/domain/account.ts';
import type { DeviceId, LeaseId } from '../../shared/domain/ids.ts';
import { CHAIN_START } from '../../shared/operations/operation.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import type { AuthorisationRow, FlagRow, LeaseRow, OpenFlag } from './hub-store.ts';
import { inBraces } from './in-braces.ts';
import type { LeaseTables } from './lease-tables.ts';
import { fromHex, IS_ENTERING } from './postgres-device-tables.ts';
import { toHeader } from './postgres-operation-tables.ts';
import type { Statements } from './statements.ts';

type RawLease = {
  lease_id: LeaseId;
  device_id: DeviceId;
  account: AccountName;
  unit: Unit;
  amount: number;
  recalled_at: number | null;
};

const LEASE_COLUMNS = 'lease_id, device_id, account, unit, amount, recalled_at';

export function createPostgresLeaseTables(client: Statements): LeaseTables {
  const listLeases = async (name: string, condition: string, value: unknown): Promise<LeaseRow[]> => {
    const text = `SELECT ${LEASE_COLUMNS} FROM lease WHERE ${condition} ORDER BY account, device_id`;
    const { rows } = await client.query<RawLease>({ name, text, values: [value] });
    return rows.map(toLease);
  };
  return {
    ...createHubChainTable(client),
    ...createAuthorisationTable(client),
    ...createFlagTable(client),
    findLeases: (ids) => listLeases('find-leases', 'lease_id = ANY ($1::uuid[])', ids),
    listLeasesOn: (accounts) =>
      listLeases('list-leases-on', 'account = ANY ($1::text[]) AND amount > 0', accounts),
    listLeasesOf: (deviceId) => listLeases('list-leases-of', 'device_id = $1', deviceId),
    saveLeases: async (leases) => {
      if (leases.length === 0) return;
      await client.query({
        name: 'save-leases',
        text: `INSERT INTO lease (${LEASE_COLUMNS})
               SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
                 AS new (${LEASE_COLUMNS})
               ORDER BY lease_id, device_id
               ON CONFLICT (lease_id, device_id) DO UPDATE SET amount = excluded.amount`,
        values: [
          inBraces(leases.map(({ leaseId }) => leaseId)),
          inBraces(leases.map(({ deviceId }) => deviceId)),
          inBraces(leases.map(({ account }) => account)),
          inBraces(leases.map(({ unit }) => unit)),
          inBraces(leases.map(({ amount }) => amount)),
          inBraces(leases.map(({ recalledAt }) => recalledAt)),
        ],
      });
    },
    markRecalled: async (recalled, at) => {
      if (recalled.length === 0) return;
      await client.query({
        name: 'mark-recalled',
        text: `UPDATE lease SET recalled_at = $3
               FROM (SELECT lease_id, device_id FROM lease
                     JOIN unnest($1::uuid[], $2::uuid[]) AS recalled (lease_id, device_id) USING (lease_id, device_id)
                     ORDER BY lease_id, device_id FOR UPDATE OF lease) AS held
               WHERE lease.lease_id = held.lease_id AND lease.device_id = held.device_id`,
        values: [
          inBraces(recalled.map(({ leaseId }) => leaseId)),
          inBraces(recalled.map(({ deviceId }) => deviceId)),
          at,
        ],
      });
    },
    setHomes: async (changes) => {
      if (changes.length === 0) return;
      await client.query({
        name: 'set-homes',
        text: `INSERT INTO household_home (household_id, site_id, device_id)
               SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS new (household_id, site_id, device_id)
               ORDER BY household_id
               ON CONFLICT (household_id) DO UPDATE SET
                 site_id = coalesce(excluded.site_id, household_home.site_id),
                 device_id = coalesce(excluded.device_id, household_home.device_id)`,
        values: [
          inBraces(changes.map(({ householdId }) => householdId)),
          inBraces(changes.map(({ siteId }) => siteId ?? null)),
          inBraces(changes.map(({ deviceId }) => deviceId ?? null)),
        ],
      });
    },
    moveHomes: async (from, to) => {
      await client.query(
        `UPDATE household_home SET device_id = $2
         FROM (SELECT household_id AS id FROM household_home WHERE device_id = $1 ORDER BY household_id FOR UPDATE) AS held
         WHERE household_id = held.id`,
        [from, to],
      );
    },
    listLeasable: async ({ deviceId, siteId, recalledSince, endedBetween, limit }) => {
      const { rows } = await client.query<AccountState>({
        name: 'list-leasable',
        text: `SELECT account, unit, posted, reserved, leased FROM account
               JOIN household_home USING (household_id)
               WHERE (device_id = $1 OR (device_id IS NULL AND site_id = $2))
                 AND unit <> 'uses' AND (posted - reserved) * 4 / 5 - leased > 0
                 AND NOT EXISTS (SELECT 1 FROM lease WHERE lease.account = account.account AND recalled_at >= $3)
                 AND NOT coalesce((SELECT max(fact ->> 'endsOn') FROM allowance_fact
                   WHERE subject = 'household:' || household_id AND section LIKE 'posted' || substring(account FROM 47) || '/%'
                 ) BETWEEN $4 AND $5, false)
                 AND NOT coalesce((SELECT ${IS_ENTERING} AND bringer.device_id <> $1
                   FROM subject JOIN device AS bringer ON bringer.device_id = subject.device_id
                   WHERE subject = 'household:' || household_id
                 ), false)
               ORDER BY number DESC LIMIT $6`,
        values: [deviceId, siteId, recalledSince, endedBetween.from, endedBetween.to, limit],
      });
      return rows;
    },
  };
}

function createFlagTable(
  client: Statements,
): Pick<LeaseTables, 'insertFlags' | 'listOpenFlags' | 'countOpenFlags' | 'markFlagsSeen'> {
  return {
    insertFlags: async (flags) => {
      if (flags.length === 0) return;
      await client.query({
        name: 'insert-flags',
        text: `INSERT INTO flag (operation_id, device_id, account, reason, amount, raised_at)
               SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
               ON CONFLICT DO NOTHING`,
        values: [
          flags.map(({ operationId }) => operationId),
          flags.map(({ deviceId }) => deviceId),
          flags.map(({ account }) => account),
          flags.map(({ reason }) => reason),
          flags.map(({ amount }) => amount),
          flags.map(({ raisedAt }) => raisedAt),
        ],
      });
    },
    listOpenFlags: async (acts) => {
      const { rows } = await client.query<FlagRow & { header: string }>(
        `SELECT operation_id AS "operationId", flag.device_id AS "deviceId", account, reason, amount,
           raised_at AS "raisedAt", header
         FROM flag JOIN operation ON operation.id = operation_id
         WHERE operation_id IN (
           SELECT operation_id FROM flag WHERE seen_at IS NULL
           GROUP BY operation_id ORDER BY max(raised_at) DESC, operation_id DESC LIMIT $1
         )
         ORDER BY raised_at DESC, operation_id DESC, account`,
        [acts],
      );
      return rows.map(({ header, ...row }): OpenFlag => {
        const { seq, stream, type, occurredAt } = toHeader(header);
        return { ...row, seq, stream, type, occurredAt };
      });
    },
    countOpenFlags: async () => {
      const { rows } = await client.query<{ acts: number }>(
        'SELECT count(DISTINCT operation_id) AS acts FROM flag WHERE seen_at IS NULL',
      );
      return rows[0]?.acts ?? 0;
    },
    markFlagsSeen: async (operationId, seenBy, seenAt) => {
      const { rows } = await client.query<{ deviceId: DeviceId }>(
        `UPDATE flag SET seen_by = $2, seen_at = $3 WHERE operation_id = $1 AND seen_at IS NULL
         RETURNING device_id AS "deviceId"`,
        [operationId, seenBy, seenAt],
      );
      return rows[0]?.deviceId ?? null;
    },
  };
}

function createHubChainTable(
  client: Statements,
): Pick<LeaseTables, 'lockHubChain' | 'insertHubChain' | 'setHubChain' | 'isHubDevice'> {
  const THIS_EPOCH = 'epoch = (SELECT epoch FROM hub WHERE one = 1)';
  return {
    lockHubChain: async () => {
      const { rows } = await client.query<{ device_id: DeviceId; seq: number; hash: Buffer }>({
        name: 'lock-hub-chain',
        text: `SELECT device_id, seq, hash FROM hub_chain WHERE ${THIS_EPOCH} FOR UPDATE`,
      });
      const [row] = rows;
      return row === undefined
        ? null
        : { deviceId: row.device_id, seq: row.seq, hash: row.hash.toString('hex') };
    },
    insertHubChain: async (deviceId) => {
      await client.query(
        `INSERT INTO hub_chain (epoch, device_id, seq, hash) SELECT epoch, $1, 0, $2 FROM hub WHERE one = 1
         ON CONFLICT (epoch) DO NOTHING`,
        [deviceId, fromHex(CHAIN_START)],
      );
    },
    setHubChain: async (seq, hash) => {
      await client.query({
        name: 'set-hub-chain',
        text: `UPDATE hub_chain SET seq = $1, hash = $2 WHERE ${THIS_EPOCH}`,
        values: [seq, fromHex(hash)],
      });
    },
    isHubDevice: async (deviceId) => {
      const { rowCount } = await client.query('SELECT 1 FROM hub_chain WHERE device_id = $1', [deviceId]);
      return rowCount === 1;
    },
  };
}

function createAuthorisationTable(
  client: Statements,
): Pick<LeaseTables, 'findAuthorisations' | 'insertAuthorisation' | 'closeAuthorisations'> {
  return {
    findAuthorisations: async (ids) => {
      const { rows } = await client.query<AuthorisationRow>({
        name: 'find-authorisations',
        text: `SELECT authorisation_id AS "authorisationId", device_id AS "deviceId",
                 operation_id AS "operationId", spends, answer, asked_at AS "askedAt", closed_at AS "closedAt"
               FROM authorisation WHERE authorisation_id = ANY ($1::uuid[])`,
        values: [ids],
      });
      return rows;
    },
    insertAuthorisation: async (row) => {
      await client.query({
        name: 'insert-authorisation',
        text: `INSERT INTO authorisation
                 (authorisation_id, device_id, operation_id, spends, answer, asked_at, closed_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        values: [
          row.authorisationId,
          row.deviceId,
          row.operationId,
          JSON.stringify(row.spends),
          JSON.stringify(row.answer),
          row.askedAt,
          row.closedAt,
        ],
      });
    },
    closeAuthorisations: async (ids, at) => {
      if (ids.length === 0) return;
      await client.query({
        name: 'close-authorisations',
        text: 'UPDATE authorisation SET closed_at = $2 WHERE authorisation_id = ANY ($1::uuid[])',
        values: [ids, at],
      });
    },
  };
}

const toLease = (row: RawLease): LeaseRow => ({
  leaseId: row.lease_id,
  deviceId: row.device_id,
  account: row.account,
  unit: row.unit,
  amount: row.amount,
  recalledAt: row.recalled_at,
});
