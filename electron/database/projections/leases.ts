import { parseAccount } from '../../../shared/domain/account.ts';
import { assert } from '../../../shared/domain/result.ts';
import {
  basketAbandoned,
  leasePlaced,
  leaseRecalled,
  leaseReturned,
} from '../../../shared/operations/lease-operations.ts';
import { query, type Tx } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { numberOfDevice } from '../log.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

const placeLease = query<readonly [string, number, number, string, string, number]>(
  'placeLease',
  `INSERT INTO lease (lease_id, device, household, account, unit, amount, is_recalled) VALUES (?, ?, ?, ?, ?, ?, 0)
   ON CONFLICT (lease_id) DO UPDATE SET amount = amount + excluded.amount, is_recalled = 0`,
);
const takeFromLeaseSql = query<readonly [number, string]>(
  'takeFromLease',
  'UPDATE lease SET amount = amount - ? WHERE lease_id = ?',
);
const recallLease = query<readonly [string]>(
  'recallLease',
  'UPDATE lease SET is_recalled = 1 WHERE lease_id = ?',
);

/** Spent under a lease by this device, or given back. */
export const takeFromLease = (tx: Tx, leaseId: string, amount: number): void => {
  tx.run(takeFromLeaseSql, amount, leaseId);
};

/** All of one stream, a device's mailbox, in its order. */
export const leaseProjectors: readonly ProjectorEntry[] = [
  projector(leasePlaced, (tx, { body: { deviceId, leases } }) => {
    const device = numberOfDevice(tx, deviceId);
    for (const { leaseId, account, unit, amount } of leases) {
      const parsed = parseAccount(account);
      assert(parsed?.kind === 'household', 'leases are of accounts of households');
      const household = numberOfHousehold(tx, parsed.householdId);
      tx.run(placeLease, leaseId, device, household, account.slice(account.indexOf('/') + 1), unit, amount);
    }
  }),
  projector(leaseRecalled, (tx, { body: { leaseIds } }) => {
    for (const leaseId of leaseIds) tx.run(recallLease, leaseId);
  }),
  projector(leaseReturned, (tx, { body: { leases } }) => {
    for (const { leaseId, amount } of leases) takeFromLease(tx, leaseId, amount);
  }),
  // What it frees is the hub's to reckon; here it was never taken from a lease.
  projector(basketAbandoned, () => undefined),
];
