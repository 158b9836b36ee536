import { assert } from '../../../shared/domain/result.ts';
import { saleCompleted, saleReturned } from '../../../shared/operations/sale-operations.ts';
import { query } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

const insertSale = query<readonly [string, number, number | null, string, number, number]>(
  'insertSale',
  `INSERT INTO sale (business_on, n, household, site_id, total_points, pieces)
   VALUES (?, ?, ?, ?, ?, ?)`,
);
const insertReturn = query<readonly [Uint8Array, number, number, number, number]>(
  'insertSaleReturn',
  'INSERT INTO sale_return (sale_id, n, line, quantity, points) VALUES (?, ?, ?, ?, ?)',
);

export const saleProjectors: readonly ProjectorEntry[] = [
  projector(saleCompleted, (tx, { n, operation, body }) => {
    const { beneficiary, siteId, totals } = body;
    const household =
      beneficiary.kind === 'household' ? numberOfHousehold(tx, beneficiary.householdId) : null;
    tx.run(insertSale, operation.businessOn, n, household, siteId, totals.totalPoints, totals.pieces);
  }),
  projector(saleReturned, (tx, { n, operation, body }) => {
    const { reversesId } = operation;
    assert(reversesId !== undefined, 'a return names its sale');
    for (const { line, quantity, points } of body.lines)
      tx.run(insertReturn, idToBytes(reversesId), n, line, quantity, points);
  }),
];
