import { assert } from '../../../shared/domain/result.ts';
import { pointsOfTenders } from '../../../shared/domain/tenders.ts';
import type { BodyOf } from '../../../shared/operations/kind.ts';
import { saleCompleted, saleReturned } from '../../../shared/operations/sale-operations.ts';
import {
  returnFromV1,
  saleCompletedV1,
  saleFromV1,
  saleReturnedV1,
} from '../../../shared/operations/sale-operations-v1.ts';
import { query, type Tx } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type Projected, type ProjectorEntry, projector } from '../projector.ts';
import { idToBytes } from '../uuid-bytes.ts';

const insertSale = query<readonly [string, number, number | null, string, number, number, number]>(
  'insertSale',
  `INSERT INTO sale (business_on, n, household, site_id, total_points, total_cents, pieces)
   VALUES (?, ?, ?, ?, ?, ?, ?)`,
);
const insertReturn = query<readonly [Uint8Array, number, number, number, number, number]>(
  'insertSaleReturn',
  'INSERT INTO sale_return (sale_id, n, line, quantity, points, cents) VALUES (?, ?, ?, ?, ?, ?)',
);

function takeSale(tx: Tx, { n, operation, body }: Projected<BodyOf<typeof saleCompleted>>): void {
  const { beneficiary, siteId, totals } = body;
  const household = beneficiary.kind === 'household' ? numberOfHousehold(tx, beneficiary.householdId) : null;
  const { price, pieces } = totals;
  const points = pointsOfTenders(price);
  tx.run(insertSale, operation.businessOn, n, household, siteId, points, price.cents, pieces);
}

function takeReturn(tx: Tx, { n, operation, body }: Projected<BodyOf<typeof saleReturned>>): void {
  const { reversesId } = operation;
  assert(reversesId !== undefined, 'a return names its sale');
  for (const { line, quantity, price } of body.lines) {
    tx.run(insertReturn, idToBytes(reversesId), n, line, quantity, pointsOfTenders(price), price.cents);
  }
}

export const saleProjectors: readonly ProjectorEntry[] = [
  projector(saleCompleted, takeSale),
  projector(saleReturned, takeReturn),
  projector(saleCompletedV1, (tx, sale) => takeSale(tx, { ...sale, body: saleFromV1(sale.body) })),
  projector(saleReturnedV1, (tx, back) => takeReturn(tx, { ...back, body: returnFromV1(back.body) })),
];
