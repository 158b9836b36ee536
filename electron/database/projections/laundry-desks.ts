import {
  laundryDeskNamed,
  turnAnswered,
  turnRequested,
} from '../../../shared/operations/laundry-request-operations.ts';
import { query } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

// The highest term counts, whichever arrives last: every desk comes to the same answer.
const nameDesk = query<readonly [string, string, number, Uint8Array]>(
  'nameLaundryDesk',
  `INSERT INTO laundry_desk (site_id, device_id, term, named_by) VALUES (?, ?, ?, ?)
   ON CONFLICT (site_id) DO UPDATE SET device_id = excluded.device_id, term = excluded.term,
     named_by = excluded.named_by
   WHERE (excluded.term, excluded.named_by) > (term, named_by)`,
);
const insertRequest = query<readonly [Uint8Array, number, string, number, string, number]>(
  'insertTurnRequest',
  `INSERT INTO laundry_turn_request (request_id, n, site_id, household, asks, asked_at) VALUES (?, ?, ?, ?, ?, ?)`,
);
const answerRequest = query<readonly [string, Uint8Array]>(
  'answerTurnRequest',
  'UPDATE laundry_turn_request SET answer = ? WHERE request_id = ? AND answer IS NULL',
);

export const laundryDeskProjectors: readonly ProjectorEntry[] = [
  projector(laundryDeskNamed, (tx, { body, operation }) => {
    tx.run(nameDesk, body.siteId, body.deviceId, body.term, idToBytes(operation.id));
  }),
  projector(turnRequested, (tx, { n, body, operation }) => {
    const { requestId, siteId, asks } = body;
    const household = numberOfHousehold(tx, body.householdId);
    tx.run(
      insertRequest,
      idToBytes(requestId),
      n,
      siteId,
      household,
      JSON.stringify(asks),
      operation.occurredAt,
    );
  }),
  projector(turnAnswered, (tx, { body }) => {
    tx.run(answerRequest, JSON.stringify(body.answer), idToBytes(body.requestId));
  }),
];
