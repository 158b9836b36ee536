import type { BasketInput, BasketLine, Customer, Judged, LimitUse } from './basket.ts';
import type { LimitId } from './ids.ts';
import { type Limit, quantityAllowed } from './limit.ts';

/**
 * What the basket takes against each limit it touches. Lines without an override have the allowance first:
 * a line that somebody overrode may pass a limit, and lets no other line pass it.
 */
export function judgeLimits(input: BasketInput): {
  uses: readonly LimitUse[];
  judged: readonly Judged[];
  /** Limits per month of a household, by line: the uses to be posted. */
  monthlyByLine: ReadonlyMap<number, readonly LimitId[]>;
} {
  const { customer } = input;
  const uses: LimitUse[] = [];
  const judged: Judged[] = [];
  const monthlyByLine = new Map<number, LimitId[]>();
  if (customer === null) return { uses, judged, monthlyByLine };

  for (const limit of input.limits) {
    if (!limit.active || (limit.per === 'month' && customer.kind === 'occasional')) continue;
    const lines = input.lines.filter((line) => isCounted(limit, line, input));
    if (lines.length === 0) continue;
    const use = limitUseOf(limit, lines, customer);
    uses.push(use);
    judged.push(...judgeLimit(use, lines, input.rules.overridable.includes('LimitReached')));
    if (limit.per === 'visit') continue;
    for (const { lineId } of lines) {
      monthlyByLine.set(lineId, [...(monthlyByLine.get(lineId) ?? []), limit.limitId]);
    }
  }
  return { uses, judged, monthlyByLine };
}

function isCounted(
  { limitId, target }: Limit,
  { productId }: BasketLine,
  { products }: BasketInput,
): boolean {
  const product = products.get(productId);
  if (product?.limitIds?.includes(limitId)) return true;
  if ('productId' in target) return target.productId === productId;
  return 'categoryId' in target && product?.categoryId === target.categoryId;
}

function limitUseOf(limit: Limit, lines: readonly BasketLine[], customer: Customer): LimitUse {
  const { limitId, per } = limit;
  const allowed = quantityAllowed(limit, customer.kind === 'household' ? customer.size : customer.headcount);
  const isPosted = customer.kind === 'household' && per === 'month';
  const usedBefore = isPosted ? (customer.usedByLimit.get(limitId) ?? 0) : 0;
  const inBasket = piecesOf(lines);
  return { limitId, per, allowed, usedBefore, inBasket, left: Math.max(0, allowed - usedBefore - inBasket) };
}

function judgeLimit(use: LimitUse, lines: readonly BasketLine[], mayOverride: boolean): Judged[] {
  const room = Math.max(0, use.allowed - use.usedBefore);
  const bound = mayOverride ? lines.filter((line) => !line.override) : lines;
  const refusedExcess = Math.max(0, piecesOf(bound) - room);
  const overriddenExcess = Math.max(0, use.inBasket - room) - refusedExcess;
  const overridden = lines.filter((line) => line.override);
  return [
    ...limitReached(use, bound, room, refusedExcess, undefined),
    // What the overridden lines hold beyond what the others left of the allowance.
    ...limitReached(use, overridden, room, overriddenExcess, overridden.at(-1)?.override),
  ];
}

function limitReached(
  use: LimitUse,
  lines: readonly BasketLine[],
  room: number,
  excess: number,
  override: BasketLine['override'],
): Judged[] {
  const passing = lineThatPasses(lines, room) ?? lines.at(-1);
  if (excess === 0 || !passing) return [];
  const { limitId, allowed, usedBefore: used } = use;
  const lineIds = lines.map((line) => line.lineId);
  const { productId } = passing;
  return [{ cause: { type: 'LimitReached', limitId, lineIds, productId, allowed, used, excess }, override }];
}

function lineThatPasses(lines: readonly BasketLine[], room: number): BasketLine | undefined {
  let pieces = 0;
  return lines.find((line) => {
    pieces += line.quantity;
    return pieces > room;
  });
}

const piecesOf = (lines: readonly BasketLine[]): number =>
  lines.reduce((sum, line) => sum + line.quantity, 0);
