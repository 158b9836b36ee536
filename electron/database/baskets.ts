import { z } from 'zod';
import {
  type BasketLine,
  basketLineSchema,
  occasionalReasonSchema,
  overrideSchema,
} from '../../shared/domain/basket.ts';
import {
  cardIdSchema,
  householdIdSchema,
  type OperationId,
  type OperatorId,
  programmeIdSchema,
} from '../../shared/domain/ids.ts';
import { type OverrideCover, overrideCoverSchema } from '../../shared/domain/override-cover.ts';
import { type Db, query, type Tx } from './database.ts';

export const basketCustomerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('household'),
    householdId: householdIdSchema,
    cardId: cardIdSchema.optional(),
    foundBy: z.enum(['card', 'health-card', 'search']),
  }),
  z.strictObject({
    kind: z.literal('occasional'),
    headcount: z.int().min(1).max(99),
    programmeId: programmeIdSchema,
    reason: occasionalReasonSchema,
  }),
]);
export type BasketCustomer = z.infer<typeof basketCustomerSchema>;

/** A basket as kept: what was put in, never a price. Prices come from one function, each time it is shown. */
export const basketDocumentSchema = z.strictObject({
  lines: z.array(basketLineSchema),
  customer: basketCustomerSchema.nullable(),
  override: overrideSchema.optional(),
  /** What the overrides of the basket and of its lines were given for. */
  cover: z.array(overrideCoverSchema).optional(),
  lastLineId: z.int().nullable(),
  nextLineId: z.int().min(1),
});
export type BasketDocument = Omit<z.infer<typeof basketDocumentSchema>, 'lines' | 'cover'> & {
  readonly lines: readonly BasketLine[];
  readonly cover?: readonly OverrideCover[] | undefined;
};

export type BasketRow = {
  readonly basketId: OperationId;
  readonly operatorId: OperatorId;
  readonly note: string;
  readonly document: BasketDocument;
  readonly updatedAt: number;
};

type RawBasketRow = Omit<BasketRow, 'document'> & { document: string };

const OPEN = 1;

const columns =
  'basket_id AS basketId, operator_id AS operatorId, note, document, updated_at AS updatedAt FROM basket';
const findOpenSql = query<readonly [], RawBasketRow>(
  'findOpenBasket',
  `SELECT ${columns} WHERE basket = ${OPEN}`,
);
const findParkedSql = query<readonly [string], RawBasketRow>(
  'findParkedBasket',
  `SELECT ${columns} WHERE basket > ${OPEN} AND basket_id = ?`,
);
const listParkedSql = query<readonly [], RawBasketRow>(
  'listParkedBaskets',
  `SELECT ${columns} WHERE basket > ${OPEN} ORDER BY updated_at`,
);
const countParkedSql = query<readonly [], { count: number }>(
  'countParkedBaskets',
  `SELECT count(*) AS count FROM basket WHERE basket > ${OPEN}`,
);
const saveOpenSql = query<readonly [string, string, string, string, number]>(
  'saveOpenBasket',
  `INSERT INTO basket (basket, basket_id, operator_id, note, document, updated_at) VALUES (${OPEN}, ?, ?, ?, ?, ?)
   ON CONFLICT (basket) DO UPDATE SET basket_id = excluded.basket_id, operator_id = excluded.operator_id,
     note = excluded.note, document = excluded.document, updated_at = excluded.updated_at`,
);
const insertParkedSql = query<readonly [string, string, string, string, number]>(
  'insertParkedBasket',
  `INSERT INTO basket (basket, basket_id, operator_id, note, document, updated_at)
   VALUES ((SELECT max(coalesce(max(basket), 0), ${OPEN}) + 1 FROM basket), ?, ?, ?, ?, ?)`,
);
const listIdsSql = query<readonly [], { basketId: OperationId }>(
  'listBasketIds',
  'SELECT basket_id AS basketId FROM basket ORDER BY basket',
);
const setIdSql = query<readonly [string, string]>(
  'setBasketId',
  'UPDATE basket SET basket_id = ? WHERE basket_id = ?',
);
const deleteSql = query<readonly [string]>('deleteBasket', 'DELETE FROM basket WHERE basket_id = ?');

// The document was written by this file; its schema guards what an older version of it may have left.
const toBasket = (row: RawBasketRow): BasketRow => ({
  ...row,
  document: basketDocumentSchema.parse(JSON.parse(row.document)),
});

export function findOpenBasket(db: Db): BasketRow | null {
  const row = db.one(findOpenSql);
  return row === undefined ? null : toBasket(row);
}

export function findParkedBasket(db: Db, basketId: OperationId): BasketRow | null {
  const row = db.one(findParkedSql, basketId);
  return row === undefined ? null : toBasket(row);
}

export const listParkedBaskets = (db: Db): BasketRow[] => db.all(listParkedSql).map(toBasket);

export const countParkedBaskets = (db: Db): number => db.one(countParkedSql)?.count ?? 0;

/** Keeps the open basket; it takes the place of the one that was open. */
export function saveOpenBasket(tx: Tx, basket: BasketRow): void {
  const { basketId, operatorId, note, document, updatedAt } = basket;
  tx.run(saveOpenSql, basketId, operatorId, note, JSON.stringify(document), updatedAt);
}

/** Puts a basket, the open one or another, among the parked. */
export function parkBasket(tx: Tx, basket: BasketRow): void {
  const { basketId, operatorId, note, document, updatedAt } = basket;
  tx.run(deleteSql, basketId);
  tx.run(insertParkedSql, basketId, operatorId, note, JSON.stringify(document), updatedAt);
}

/** Of the open basket and of the parked ones. */
export const listBasketIds = (db: Db): OperationId[] => db.all(listIdsSql).map(({ basketId }) => basketId);

/** The basket becomes another sale than it would have become. */
export const setBasketId = (tx: Tx, basketId: OperationId, newId: OperationId): void => {
  tx.run(setIdSql, newId, basketId);
};

export const deleteBasket = (tx: Tx, basketId: OperationId): void => {
  tx.run(deleteSql, basketId);
};
