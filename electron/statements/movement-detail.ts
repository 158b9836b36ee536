import { z } from 'zod';
import type { MovementDetail } from '../../shared/contract/statements-contract.ts';
import {
  householdIdSchema,
  type OperationId,
  productIdSchema,
  programmeIdSchema,
  schemeIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { receiptNumber } from '../../shared/domain/receipt.ts';
import { statementPurseSchema } from '../../shared/domain/statement.ts';
import { siteOfStream } from '../../shared/operations/kind.ts';
import type { Db } from '../database/database.ts';
import { findHousehold, type HouseholdRow } from '../database/households.ts';
import { findOperation } from '../database/log.ts';
import { findMovementSource, findOperatorName, findProductName } from '../database/movement-source.ts';
import { findSite, listProgrammes } from '../database/network.ts';
import { listSchemeVersions } from '../database/schemes.ts';
import { kindOf } from '../database/statements.ts';

const lineSchema = z.object({
  line: z.int().optional(),
  productId: productIdSchema.optional(),
  quantity: z.int().optional(),
  price: z.object({ points: z.int(), babyPoints: z.int(), cents: z.int() }).partial().optional(),
  /** Where the version knew of points only. */
  points: z.int().optional(),
});

/** The parts of a body that are shown, whatever its kind and version: what it does not have stays away. */
const bodySchema = z.object({
  isVoid: z.boolean().optional(),
  lines: z.array(lineSchema).optional(),
  reason: z.string().optional(),
  schemeId: schemeIdSchema.optional(),
  programmeId: programmeIdSchema.optional(),
  periodStartsOn: localDateSchema.optional(),
  periodEndsOn: localDateSchema.optional(),
  fromHouseholdId: householdIdSchema.optional(),
  toHouseholdId: householdIdSchema.optional(),
  intoHouseholdId: householdIdSchema.optional(),
});
type ShownBody = z.infer<typeof bodySchema>;

/** What a movement came from, as far as this counter holds it. Null where it moved nothing of this household. */
export function readMovementDetail(
  db: Db,
  household: HouseholdRow,
  operationId: OperationId,
): MovementDetail | null {
  const source = findMovementSource(db, household.household, operationId);
  if (source === null) return null;
  const { operation, moved } = source;
  const body = shownBodyOf(operation.body);
  const kind = kindOf(operation.type, operation.type === 'sale.returned' && body?.isVoid === true);
  const siteId = siteOfStream(operation.stream);
  const site = siteId === null ? null : findSite(db, siteId);
  const hasReceipt = kind === 'sale' || kind === 'return' || kind === 'void';
  return {
    operationId,
    kind,
    on: operation.businessOn,
    occurredAt: operation.occurredAt,
    siteName: site?.name ?? null,
    recordedBy: operation.operatorId === undefined ? null : findOperatorName(db, operation.operatorId),
    reference: hasReceipt && site !== null ? receiptNumber(site.shortName, operation.seq) : null,
    isHeld: body !== null,
    amounts: amountsOf(moved),
    ...detailsOf(db, household, body, operation.reversesId),
  };
}

/** Null where only the header is held. A shape that is not known shows nothing of it, and is no failure. */
function shownBodyOf(text: string | undefined): ShownBody | null {
  if (text === undefined) return null;
  const parsed = bodySchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : {};
}

type Details = Pick<
  MovementDetail,
  'goods' | 'schemeName' | 'programmeName' | 'reason' | 'period' | 'otherHousehold'
>;

function detailsOf(
  db: Db,
  household: HouseholdRow,
  body: ShownBody | null,
  reversesId: OperationId | undefined,
): Details {
  const { schemeId, programmeId, periodStartsOn, periodEndsOn } = body ?? {};
  const other = [body?.fromHouseholdId, body?.toHouseholdId, body?.intoHouseholdId].find(
    (each) => each !== undefined && each !== household.householdId,
  );
  return {
    goods: goodsOf(db, body, reversesId),
    schemeName: schemeId === undefined ? null : (listSchemeVersions(db, schemeId).at(-1)?.name ?? null),
    programmeName: listProgrammes(db).find((each) => each.programmeId === programmeId)?.name.it ?? null,
    reason: body?.reason ?? null,
    period:
      periodStartsOn === undefined || periodEndsOn === undefined
        ? null
        : { from: periodStartsOn, to: periodEndsOn },
    otherHousehold: other === undefined ? null : (findHousehold(db, other)?.displayName ?? null),
  };
}

/** Of a return the lines name those of the sale that it takes back, which may be at another site. */
function goodsOf(
  db: Db,
  body: ShownBody | null,
  reversesId: OperationId | undefined,
): MovementDetail['goods'] {
  const sold =
    reversesId === undefined ? [] : (shownBodyOf(findOperation(db, reversesId)?.operation.body)?.lines ?? []);
  return (body?.lines ?? []).map(({ line, productId, quantity, price, points }) => {
    const product = productId ?? sold.find((each) => each.line === line)?.productId;
    return {
      name: (product === undefined ? null : findProductName(db, product)) ?? '?',
      quantity: quantity ?? 0,
      points: points ?? (price?.points ?? 0) + (price?.babyPoints ?? 0),
      cents: price?.cents ?? 0,
    };
  });
}

function amountsOf(moved: readonly { readonly account: string; readonly amount: number }[]) {
  return moved.flatMap(({ account, amount }) => {
    const purse = statementPurseSchema.safeParse(account.split('/')[0]);
    return purse.success ? [{ purse: purse.data, amount }] : [];
  });
}
