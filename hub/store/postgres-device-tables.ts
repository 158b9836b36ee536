import type { DeviceId, OperatorId, OrganisationId, SiteId } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate, localDateAt } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import type { Role } from '../../shared/domain/role.ts';
import type { SiteKind } from '../../shared/domain/site.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { CHAIN_START, type StreamName } from '../../shared/operations/operation.ts';
import { NOTHING } from '../../shared/sync/checksum.ts';
import type { DevicePlace } from '../../shared/sync/grants.ts';
import type { StreamHead } from '../../shared/sync/protocol.ts';
import type { DeviceTables } from './device-tables.ts';
import { NETWORK_READS_DAYS } from './floor-tables.ts';
import type { CodeRow, DeviceContact, DeviceState, HubDeviceRow, HubTx } from './hub-store.ts';
import type { Statements } from './statements.ts';

type RawDevice = {
  device_id: DeviceId;
  public_key: Buffer;
  place: DevicePlace;
  state: DeviceState;
  revoked_at: number | null;
  head_seq: number;
  head_hash: Buffer;
  acknowledged_at: number;
  head_signature: Buffer | null;
  reached_on: LocalDate;
  reached_before: LocalDate;
  alone_until_seq: number;
  brought_until_seq: number;
  leaving: DevicePlace | null;
  stood_before: DevicePlace | null;
  moves: number;
  declared_epoch: number;
  enrolled_epoch: number;
  continues: DeviceId | null;
  keeps_place: boolean;
};

const DEVICE_COLUMNS = `device_id, public_key, place, state, revoked_at, head_seq, head_hash, acknowledged_at,
  head_signature, reached_on, reached_before, alone_until_seq, brought_until_seq, leaving, stood_before, moves, declared_epoch, enrolled_epoch, continues, keeps_place`;

/** The day in Rome of a time in UTC milliseconds, as `localDateAt` has it. */
const dayOf = (ms: string): string => `CAST (to_timestamp(${ms} / 1000) AT TIME ZONE 'Europe/Rome' AS date)`;

export function createPostgresDeviceTables(client: Statements): DeviceTables {
  const find = async (deviceId: DeviceId, lock: '' | 'FOR UPDATE'): Promise<HubDeviceRow | null> => {
    const { rows } = await client.query<RawDevice>({
      name: lock === '' ? 'find-device' : 'lock-device',
      text: `SELECT ${DEVICE_COLUMNS} FROM device WHERE device_id = $1 ${lock}`,
      values: [deviceId],
    });
    const [row] = rows;
    return row === undefined ? null : toDevice(row);
  };
  return {
    epoch: async () => {
      const { rows } = await client.query<{ epoch: number }>({
        name: 'epoch',
        text: 'SELECT epoch FROM hub WHERE one = 1',
      });
      return rows[0]?.epoch ?? 1;
    },
    listRestores: async (sinceEpoch) => {
      const { rows } = await client.query<StreamHead & { stream: StreamName; is_of_all: boolean }>({
        name: 'list-restores',
        text: `WITH since AS (SELECT epoch, stream, number, checksum FROM restore WHERE epoch > $1)
               SELECT DISTINCT ON (stream) stream, number, checksum,
                 count(*) OVER (PARTITION BY stream) = (SELECT count(DISTINCT epoch) FROM since) AS is_of_all
               FROM since ORDER BY stream, number`,
        values: [sinceEpoch],
      });
      return rows.map(({ stream, number, checksum, is_of_all }) =>
        is_of_all ? { stream, number, checksum } : { stream, number: 0, checksum: NOTHING },
      );
    },
    insertCode: async (codeHash, { madeAt, place, takesOffice = false }) => {
      await client.query(
        `INSERT INTO enrolment_code (code_hash, made_at, place, takes_office) VALUES ($1, $2, $3, $4)
         ON CONFLICT (code_hash) DO NOTHING`,
        [fromHex(codeHash), madeAt, place === null ? null : JSON.stringify(place), takesOffice],
      );
    },
    lockEnrolments: async () => {
      await client.query('SELECT FROM hub WHERE one = 1 FOR UPDATE');
    },
    lockCode: async (codeHash) => {
      const { rows } = await client.query<{
        made_at: number;
        used_at: number | null;
        place: CodeRow['place'];
        takes_office: boolean;
      }>('SELECT made_at, used_at, place, takes_office FROM enrolment_code WHERE code_hash = $1 FOR UPDATE', [
        fromHex(codeHash),
      ]);
      const [row] = rows;
      if (row === undefined) return null;
      const { made_at, used_at, place, takes_office } = row;
      return { madeAt: made_at, usedAt: used_at, place, takesOffice: takes_office };
    },
    spendCode: async (codeHash, deviceId, at) => {
      await client.query('UPDATE enrolment_code SET used_at = $2, device_id = $3 WHERE code_hash = $1', [
        fromHex(codeHash),
        at,
        deviceId,
      ]);
    },
    countDevices: async () => {
      const { rows } = await client.query<{ devices: number }>('SELECT count(*) AS devices FROM device');
      return rows[0]?.devices ?? 0;
    },
    findDevice: (deviceId) => find(deviceId, ''),
    lockDevice: (deviceId) => find(deviceId, 'FOR UPDATE'),
    insertDevice: async ({
      deviceId,
      publicKey,
      place,
      aloneUntilSeq,
      isJoining,
      isReturning,
      continues,
    }) => {
      const state: DeviceState = isJoining === true ? 'joining' : 'active';
      await client.query(
        `INSERT INTO device (device_id, public_key, place, state, head_seq, head_hash, acknowledged_at,
           alone_until_seq, declared_epoch, enrolled_epoch, continues, keeps_place, leaving)
         SELECT $1, $2, $3, $6, 0, $4, 0, $5, enrolled, enrolled, $7, $8, $9
         FROM (SELECT CASE WHEN $10 THEN 0 ELSE epoch END AS enrolled FROM hub WHERE one = 1) AS known`,
        [
          deviceId,
          fromHex(publicKey),
          JSON.stringify(place),
          fromHex(CHAIN_START),
          aloneUntilSeq,
          state,
          continues?.deviceId ?? null,
          continues?.keepsPlace ?? false,
          continues?.leaving == null ? null : JSON.stringify(continues.leaving),
          isReturning === true,
        ],
      );
    },
    setDeviceHead: async (deviceId, { seq, hash, at, headSignature, reachedOn }) => {
      await client.query({
        name: 'set-device-head',
        text: `UPDATE device SET head_seq = $2, head_hash = $3, acknowledged_at = $4, reached_on = $5, head_signature = $6, reached_before =
                 CASE WHEN ${dayOf('acknowledged_at')} < ${dayOf('CAST ($4 AS bigint)')} THEN reached_on
                   ELSE reached_before END
               WHERE device_id = $1`,
        values: [
          deviceId,
          seq,
          fromHex(hash),
          at,
          reachedOn,
          headSignature === null ? null : fromHex(headSignature),
        ],
      });
    },
    setDeviceState: async (deviceId, state, at) => {
      await client.query('UPDATE device SET state = $2, revoked_at = $3 WHERE device_id = $1', [
        deviceId,
        state,
        state === 'revoked' ? at : null,
      ]);
    },
    setAloneUntil: async (deviceId, seq) => {
      await client.query('UPDATE device SET alone_until_seq = $2 WHERE device_id = $1', [deviceId, seq]);
    },
    setBroughtUntil: async (deviceId, seq) => {
      await client.query('UPDATE device SET brought_until_seq = $2 WHERE device_id = $1', [deviceId, seq]);
    },
    deleteDevice: async (deviceId) => {
      const { rowCount } = await client.query('DELETE FROM device WHERE device_id = $1 AND head_seq = 0', [
        deviceId,
      ]);
      assert(rowCount === 1, 'a device that goes has handed in nothing');
    },
    setDevicePlace: async (deviceId, { place, leaving, stoodBefore, moves }) => {
      await client.query(
        'UPDATE device SET place = $2, leaving = $3, stood_before = $4, moves = $5 WHERE device_id = $1',
        [
          deviceId,
          JSON.stringify(place),
          leaving === null ? null : JSON.stringify(leaving),
          stoodBefore === null ? null : JSON.stringify(stoodBefore),
          moves,
        ],
      );
    },
    listDevices: async () => {
      const { rows } = await client.query<RawDevice>(
        `SELECT ${DEVICE_COLUMNS} FROM device ORDER BY device_id`,
      );
      return rows.map(toDevice);
    },
    ...createContactTable(client),
    ...createJobTable(client),
    findSuccessor: async (deviceId) => {
      const { rows } = await client.query<RawDevice>({
        name: 'find-successor',
        text: `SELECT ${DEVICE_COLUMNS} FROM device WHERE continues = $1`,
        values: [deviceId],
      });
      return rows[0] === undefined ? null : toDevice(rows[0]);
    },
    findFounder: async () => {
      const { rows } = await client.query<{ device_id: DeviceId }>({
        name: 'find-founder',
        text: `WITH RECURSIVE line (device_id, steps) AS (
                 (SELECT device_id, 0 FROM device WHERE alone_until_seq > 0 LIMIT 1)
                 UNION ALL
                 SELECT device.device_id, steps + 1 FROM device JOIN line ON device.continues = line.device_id
               )
               SELECT device_id FROM line ORDER BY steps DESC LIMIT 1`,
      });
      return rows[0]?.device_id ?? null;
    },
    ...createSiteTable(client),
    ...createBringerTable(client),
    rolesOf: async (operatorId) => {
      const { rows } = await client.query<{ site_id: SiteId; roles: Role[] }>({
        name: 'roles-of',
        text: 'SELECT site_id, roles FROM operator_role WHERE operator_id = $1',
        values: [operatorId],
      });
      return new Map(rows.map(({ site_id, roles }) => [site_id, roles]));
    },
    listRolesAt: async (siteIds) => {
      const { rows } = await client.query<{ operator_id: OperatorId; roles: Role[] }>({
        name: 'list-roles-at',
        text: 'SELECT operator_id, roles FROM operator_role WHERE site_id = ANY ($1::uuid[])',
        values: [siteIds],
      });
      return rows.map(({ operator_id, roles }) => ({ operatorId: operator_id, roles }));
    },
    setRoles: async (operatorId, siteId, roles) => {
      await client.query(
        `INSERT INTO operator_role (operator_id, site_id, roles) VALUES ($1, $2, $3)
         ON CONFLICT (operator_id, site_id) DO UPDATE SET roles = excluded.roles`,
        [operatorId, siteId, JSON.stringify(roles)],
      );
    },
  };
}

function createContactTable(
  client: Statements,
): Pick<HubTx, 'noteContact' | 'noteHeard' | 'findContact' | 'listContacts'> {
  return {
    findContact: async (deviceId) => {
      const { rows } = await client.query<RawContact>({
        name: 'find-contact',
        text: 'SELECT device_id, seen_at, cursors FROM device_contact WHERE device_id = $1',
        values: [deviceId],
      });
      const [row] = rows;
      return row === undefined ? null : toContact(row);
    },
    noteContact: async (deviceId, { seenAt, cursors }) => {
      const readOn = localDateAt(seenAt);
      await client.query({
        name: 'note-contact',
        text: `WITH heard AS (
                 INSERT INTO device_contact (device_id, seen_at, cursors) VALUES ($1, $2, $3)
                 ON CONFLICT (device_id) DO UPDATE SET seen_at = excluded.seen_at, cursors = excluded.cursors
                 WHERE device_contact.seen_at < excluded.seen_at - 60000
                   OR device_contact.cursors <> excluded.cursors
                 RETURNING device_id
               ), forgotten AS (
                 DELETE FROM network_read USING heard
                 WHERE network_read.device_id = heard.device_id AND read_on < $6
               )
               INSERT INTO network_read (device_id, read_on, number)
               SELECT device_id, $4, $5 FROM heard
               ON CONFLICT (device_id, read_on) DO UPDATE SET number = excluded.number
               WHERE network_read.number <> excluded.number`,
        values: [
          deviceId,
          seenAt,
          JSON.stringify(Object.fromEntries(cursors)),
          readOn,
          cursors.get(networkStream) ?? 0,
          addDays(readOn, -NETWORK_READS_DAYS),
        ],
      });
    },
    noteHeard: async (deviceId, seenAt) => {
      await client.query({
        name: 'note-heard',
        text: `INSERT INTO device_contact (device_id, seen_at, cursors) VALUES ($1, $2, '{}')
               ON CONFLICT (device_id) DO UPDATE SET seen_at = excluded.seen_at
               WHERE device_contact.seen_at < excluded.seen_at - 60000`,
        values: [deviceId, seenAt],
      });
    },
    listContacts: async () => {
      const { rows } = await client.query<RawContact>(
        'SELECT device_id, seen_at, cursors FROM device_contact',
      );
      return new Map(rows.map((row) => [row.device_id, toContact(row)]));
    },
  };
}

type RawContact = { device_id: DeviceId; seen_at: number; cursors: Record<StreamName, number> };

const toContact = ({ seen_at, cursors }: RawContact): DeviceContact => ({
  seenAt: seen_at,
  cursors: new Map(Object.entries(cursors) as [StreamName, number][]), // written by noteContact
});

function createJobTable(client: Statements): Pick<HubTx, 'claimJob' | 'endJob' | 'isJobDone'> {
  return {
    claimJob: async (name, version, at, staleBefore) => {
      const { rowCount } = await client.query(
        `INSERT INTO job (name, version, claimed_at, is_done) VALUES ($1, $2, $3, false)
         ON CONFLICT (name) DO UPDATE SET version = excluded.version, claimed_at = excluded.claimed_at, is_done = false
         WHERE job.version < excluded.version OR (NOT job.is_done AND job.claimed_at < $4)`,
        [name, version, at, staleBefore],
      );
      return rowCount === 1;
    },
    endJob: async (name, version) => {
      await client.query('UPDATE job SET is_done = true WHERE name = $1 AND version = $2', [name, version]);
    },
    isJobDone: async (name, version) => {
      const { rowCount } = await client.query({
        name: 'is-job-done',
        text: 'SELECT 1 FROM job WHERE name = $1 AND version = $2 AND is_done',
        values: [name, version],
      });
      return rowCount === 1;
    },
  };
}

function createSiteTable(client: Statements): Pick<HubTx, 'setSite' | 'findSite' | 'listSites'> {
  return {
    setSite: async (siteId, { organisationId, kind, isActive }) => {
      await client.query(
        `INSERT INTO site (site_id, organisation_id, kind, is_active) VALUES ($1, $2, $3, $4)
         ON CONFLICT (site_id) DO UPDATE SET organisation_id = excluded.organisation_id, kind = excluded.kind,
           is_active = excluded.is_active`,
        [siteId, organisationId, kind, isActive],
      );
    },
    findSite: async (siteId) => {
      const { rows } = await client.query<{
        organisation_id: OrganisationId;
        kind: SiteKind;
        is_active: boolean;
      }>('SELECT organisation_id, kind, is_active FROM site WHERE site_id = $1', [siteId]);
      const [row] = rows;
      if (row === undefined) return null;
      return { organisationId: row.organisation_id, kind: row.kind, isActive: row.is_active };
    },
    listSites: async (organisationId) => {
      const { rows } = await client.query<{ site_id: SiteId }>(
        'SELECT site_id FROM site WHERE organisation_id = $1 ORDER BY site_id',
        [organisationId],
      );
      return rows.map(({ site_id }) => site_id);
    },
  };
}

/** A device that is in the network, of which not everything is here that it brings. */
export const IS_ENTERING = `state = 'active' AND head_seq < greatest(alone_until_seq, brought_until_seq)`;

function createBringerTable(
  client: Statements,
): Pick<HubTx, 'findBringers' | 'findEntering' | 'noteBringers'> {
  const find = async (
    name: string,
    text: string,
    subjects: readonly string[],
  ): Promise<Map<string, DeviceId>> => {
    const asked = { name, text, values: [subjects] };
    const { rows } = await client.query<{ subject: string; device_id: DeviceId }>(asked);
    return new Map(rows.map(({ subject, device_id }) => [subject, device_id]));
  };
  return {
    findBringers: (subjects) =>
      find(
        'find-bringers',
        'SELECT subject, device_id FROM subject WHERE subject = ANY ($1::text[])',
        subjects,
      ),
    findEntering: (subjects) =>
      find(
        'find-entering',
        `SELECT subject, device_id FROM subject JOIN device USING (device_id)
         WHERE subject = ANY ($1::text[]) AND ${IS_ENTERING}`,
        subjects,
      ),
    noteBringers: async (rows) => {
      if (rows.length === 0) return;
      // In the order of their names: two transactions that tell of the same never wait for each other.
      const sorted = [...rows].sort((a, b) => (a.subject < b.subject ? -1 : 1));
      await client.query({
        name: 'note-bringers',
        text: `INSERT INTO subject (subject, device_id) SELECT * FROM unnest($1::text[], $2::uuid[])
               ON CONFLICT (subject) DO NOTHING`,
        values: [sorted.map(({ subject }) => subject), sorted.map(({ deviceId }) => deviceId)],
      });
    },
  };
}

const toDevice = (row: RawDevice): HubDeviceRow => ({
  deviceId: row.device_id,
  publicKey: row.public_key.toString('hex'),
  place: row.place,
  state: row.state,
  revokedAt: row.revoked_at,
  headSeq: row.head_seq,
  headHash: row.head_hash.toString('hex'),
  acknowledgedAt: row.acknowledged_at,
  headSignature: row.head_signature?.toString('hex') ?? null,
  reachedOn: row.reached_on,
  reachedBefore: row.reached_before,
  aloneUntilSeq: row.alone_until_seq,
  broughtUntilSeq: row.brought_until_seq,
  leaving: row.leaving,
  stoodBefore: row.stood_before,
  moves: row.moves,
  declaredEpoch: row.declared_epoch,
  enrolledEpoch: row.enrolled_epoch,
  continues: row.continues,
  keepsPlace: row.keeps_place,
});

export const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex');
