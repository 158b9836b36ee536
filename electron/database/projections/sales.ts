import { assert } from '../../../shared/domain/result.ts';
import { saleCompleted, saleReturned } from '../../../shared/operations/sale-operations.ts';
import { query } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

const insertSale = query<readonly [number, number, number | null, string, string, number, number]>(
  'insertSale',
  `INSERT INTO sale (n, device, household, site_id, business_on, total_points, pieces)
   VALUES (?, ?, ?, ?, ?, ?, ?)`,
);
const insertReturn = query<readonly [Uint8Array, number, number, number, number]>(
  'insertSaleReturn',
  'INSERT INTO sale_return (sale_id, n, line, quantity, points) VALUES (?, ?, ?, ?, ?)',
);

export const saleProjectors: readonly ProjectorEntry[] = [
  projector(saleCompleted, (tx, { n, device, operation, body }) => {
    const { beneficiary, siteId, totals } = body;
    const household =
      beneficiary.kind === 'household' ? numberOfHousehold(tx, beneficiary.householdId) : null;
    tx.run(insertSale, n, device, household, siteId, operation.businessOn, totals.totalPoints, totals.pieces);
  }),
  projector(saleReturned, (tx, { n, operation, body }) => {
    const { reversesId } = operation;
    assert(reversesId !== undefined, 'a return names its sale');
    for (const { line, quantity, points } of body.lines)
      tx.run(insertReturn, idToBytes(reversesId), n, line, quantity, points);
  }),
];
