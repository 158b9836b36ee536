import type { ClaimSubject } from '../../shared/sync/claims.ts';
import type { ClaimRow, ClaimTables } from './claim-tables.ts';
import { type RawOperation, toOperation } from './postgres-operation-tables.ts';
import type { Statements } from './statements.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';

export function createPostgresClaimTables(client: Statements): ClaimTables {
  const freeOfGone = (subjects: readonly ClaimSubject[], heardSince: number) =>
    client.query({
      name: 'free-claims-of-devices-that-are-gone',
      text: `DELETE FROM claim WHERE subject IN (
               SELECT subject FROM claim JOIN device ON device.device_id = claim.device_id
                 LEFT JOIN device_contact ON device_contact.device_id = claim.device_id
                 LEFT JOIN authorisation ON authorisation.authorisation_id = claim.authorisation_id
               WHERE subject = ANY ($1::text[]) AND (device.state <> 'active' OR greatest(
                 coalesce(asked_at, 0), acknowledged_at, coalesce(seen_at, 0)) < $2)
               ORDER BY subject FOR UPDATE OF claim)`,
      values: [subjects, heardSince],
    });
  return {
    takeClaims: async (rows, heardSince) => {
      const sorted = rows.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
      const subjects = sorted.map(({ subject }) => subject);
      await freeOfGone(subjects, heardSince);
      const { rows: taken } = await client.query<{ subject: ClaimSubject }>({
        name: 'take-claims',
        text: `INSERT INTO claim (subject, authorisation_id, operation_id, device_id)
               SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[])
               ON CONFLICT (subject) DO NOTHING RETURNING subject`,
        values: [
          subjects,
          sorted.map(({ authorisationId }) => authorisationId),
          sorted.map(({ operationId }) => operationId),
          sorted.map(({ deviceId }) => deviceId),
        ],
      });
      return taken.map(({ subject }) => subject);
    },
    holdUnclaimed: async (wanted, heardSince) => {
      const subjects = wanted.toSorted();
      await freeOfGone(subjects, heardSince);
      const { rows: held } = await client.query<{ subject: ClaimSubject }>({
        name: 'hold-unclaimed',
        text: `INSERT INTO claim (subject, authorisation_id, operation_id, device_id)
               SELECT subject, $2, $2, $2 FROM unnest($1::text[]) AS wanted (subject)
               ON CONFLICT (subject) DO NOTHING RETURNING subject`,
        values: [subjects, NOBODY],
      });
      // Others wait for rows that a transaction put in until it ends, though it has taken them out again.
      await client.query({
        name: 'leave-unclaimed',
        text: 'DELETE FROM claim WHERE authorisation_id = $1',
        values: [NOBODY],
      });
      return held.map(({ subject }) => subject);
    },
    listClaimsOf: async (operationIds) => {
      const { rows } = await client.query<ClaimRow>({
        name: 'list-claims-of',
        text: `SELECT subject, authorisation_id AS "authorisationId", operation_id AS "operationId",
                 device_id AS "deviceId" FROM claim WHERE operation_id = ANY ($1::uuid[])`,
        values: [operationIds],
      });
      return rows;
    },
    releaseClaims: async (ids) => {
      if (ids.length === 0) return;
      await client.query({
        name: 'release-claims',
        text: 'DELETE FROM claim WHERE authorisation_id = ANY ($1::uuid[])',
        values: [ids],
      });
    },
    listReversals: async (operationIds) => {
      const asked = client.query<
        RawOperation & { isWriterActive: boolean; isCeded: boolean; askedAt: number | null }
      >({
        name: 'list-reversed',
        text: `SELECT header, salt, body, coalesce(device.state = 'active', false) AS "isWriterActive",
                 coalesce(is_ceded, false) AS "isCeded", asked_at AS "askedAt"
               FROM operation LEFT JOIN device USING (device_id)
               LEFT JOIN reversal_right ON reversal_right.operation_id = operation.id
               WHERE id = ANY ($1::uuid[])`,
        values: [operationIds],
      });
      const reversing = client.query<RawOperation>({
        name: 'list-reversals',
        text: 'SELECT header, salt, body FROM operation WHERE reverses_id = ANY ($1::uuid[])',
        values: [operationIds],
      });
      const [targets, found] = await Promise.all([asked, reversing]);
      const reversals = Map.groupBy(found.rows.map(toOperation), ({ reversesId }) => reversesId);
      return targets.rows.map(({ isWriterActive, isCeded, askedAt, ...raw }) => {
        const operation = toOperation(raw);
        return { operation, isWriterActive, isCeded, askedAt, reversals: reversals.get(operation.id) ?? [] };
      });
    },
    setReversalsAsked: async (ids, at) => {
      await client.query(
        `INSERT INTO reversal_right (operation_id, is_ceded, asked_at)
         SELECT id, false, $2 FROM unnest($1::uuid[]) AS asked (id) ORDER BY id
         ON CONFLICT (operation_id) DO UPDATE SET asked_at = excluded.asked_at`,
        [ids, at],
      );
    },
    setReversalsCeded: async (ids) => {
      if (ids.length === 0) return;
      await client.query(
        `INSERT INTO reversal_right (operation_id, is_ceded)
         SELECT id, true FROM unnest($1::uuid[]) AS ceded (id) ORDER BY id
         ON CONFLICT (operation_id) DO UPDATE SET is_ceded = true`,
        [ids],
      );
    },
  };
}
