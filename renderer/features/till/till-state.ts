import type { FoundProduct, TillLine, TillView } from '../../../shared/contract/till-contract.ts';
import type { Refusal } from '../../../shared/domain/basket.ts';
import type { OperationId } from '../../../shared/domain/ids.ts';
import type { Receipt } from '../../../shared/domain/receipt.ts';
import type { Tender } from '../../../shared/domain/tenders.ts';
import type { MessageId } from '../../i18n/messages.ts';
import type { WordValues } from '../../i18n/words.ts';
import type { NoticeTone } from '../../ui/notice-tone.ts';

/** What the till says in its one line of messages: what was just done, or why it was not. */
export type TillMessage = {
  readonly tone: NoticeTone;
  readonly id: MessageId;
  readonly values?: WordValues;
  /** Undo takes it back: the line says with which key. */
  readonly canUndo?: boolean;
};

/** What a scale label said of goods that the catalogue does not know. */
export type ScaleLabel = { readonly code: string; readonly grams?: number; readonly priceCents?: number };

export type TillDialog =
  | { readonly type: 'household' }
  | { readonly type: 'product'; readonly label: ScaleLabel | null }
  | { readonly type: 'weight'; readonly product: FoundProduct }
  | { readonly type: 'unknown'; readonly code: string }
  | { readonly type: 'override'; readonly target: OverrideTarget }
  | { readonly type: 'occasional' }
  | { readonly type: 'park' }
  | { readonly type: 'parked' };

/** What an override is about: one line's goods, or (null) the household itself. */
export type OverrideTarget = { readonly lineId: number | null; readonly refusals: readonly Refusal[] };

/** Digits typed by hand: a quantity after `*`, else a code. */
export type TypedEntry =
  | { readonly mode: 'quantity'; readonly lineId: number; readonly text: string }
  | { readonly mode: 'code'; readonly text: string };

export type ShownSale = {
  readonly saleId: OperationId;
  readonly receipt: Receipt;
  /** Found again when the till was opened: completed some time ago. */
  readonly isRecalled: boolean;
  /** Let out without the hub's word; not told of one that is found again. */
  readonly isWithoutCover: boolean;
};

export type TillState = {
  /** Null until the counter has answered for the first time. */
  readonly view: TillView | null;
  /** The sale just completed (or the last one, after a restart); shown while the basket is empty. */
  readonly sale: ShownSale | null;
  readonly message: TillMessage | null;
  /** Null follows the line that was touched last. */
  readonly selectedLineId: number | null;
  readonly dialog: TillDialog | null;
  readonly entry: TypedEntry | null;
  /** Of the product search, kept here so that letters typed before its field has the focus are not lost. */
  readonly productText: string;
  /** Whether F9 was pressed since the basket changed, so that what was self-evident is now a refusal. */
  readonly wasRefused: boolean;
  /** The basket that the hub gave no word for, or no: it is in order, and is not paid by F9 alone. */
  readonly uncovered: { readonly basketId: OperationId; readonly mayPass: boolean } | null;
  /** Goes up with every refused F9: the focus moves to the first refusal. */
  readonly refusedTimes: number;
};

export const initialTillState: TillState = {
  view: null,
  sale: null,
  message: null,
  selectedLineId: null,
  dialog: null,
  entry: null,
  productText: '',
  wasRefused: false,
  uncovered: null,
  refusedTimes: 0,
};

/** The line that keys act on: the selected one, else the one touched last, else the newest. */
export function currentLine({ view, selectedLineId }: TillState): TillLine | null {
  if (view === null) return null;
  const find = (lineId: number | null) => view.lines.find((line) => line.lineId === lineId);
  return find(selectedLineId) ?? find(view.lastLineId) ?? view.lines.at(-1) ?? null;
}

export const isBasketEmpty = (view: TillView): boolean => view.lines.length === 0 && view.customer === null;

/** Whether lines may be switched between points and euro here, and what one key for all of them would do next. */
export function tenderChoice({ view }: TillState): { readonly isOffered: boolean; readonly allNext: Tender } {
  const free = view?.lines.filter(({ canChooseTender }) => canChooseTender) ?? [];
  const hasEuro = view?.residual?.cents !== undefined || free.some(({ tender }) => tender === 'cents');
  const isAllInEuro = free.every(({ tender }) => tender === 'cents');
  return { isOffered: hasEuro && free.length > 0, allNext: isAllInEuro ? 'points' : 'cents' };
}

/** The completed sale stays on the screen until the next one begins. */
export const shownSale = ({ view, sale }: TillState): ShownSale | null =>
  view !== null && isBasketEmpty(view) ? sale : null;

/** While goods are being scanned, an empty basket or a missing card is no refusal yet: it is one after F9. */
export function shownRefusals({ view, wasRefused }: TillState): readonly Refusal[] {
  if (view === null) return [];
  if (wasRefused) return view.refusals;
  return view.refusals.filter(({ type }) => type !== 'EmptyBasket' && type !== 'NoCustomer');
}

/** Lines that a refusal is about; none for what is refused to the household itself. */
export function refusedLineIds(refusal: Refusal): readonly number[] {
  if ('lineIds' in refusal) return refusal.lineIds;
  return 'lineId' in refusal ? [refusal.lineId] : [];
}

/** What F2 overrides: what is refused on the current line, else the first refusal that may be overridden. */
export function overrideTarget(state: TillState): OverrideTarget | null {
  const refusals = (state.view?.refusals ?? []).filter(({ overridable }) => overridable);
  const isAbout = (refusal: Refusal, lineId: number) => refusedLineIds(refusal).includes(lineId);
  const current = currentLine(state)?.lineId;
  const first = refusals[0];
  if (first === undefined) return null;
  const onCurrent = current !== undefined && refusals.some((refusal) => isAbout(refusal, current));
  const lineId = onCurrent ? current : (lineWithProductOf(state, first) ?? null);
  return {
    lineId,
    refusals: refusals.filter((refusal) =>
      lineId === null ? refusedLineIds(refusal).length === 0 : isAbout(refusal, lineId),
    ),
  };
}

/** Of a limit that several lines share, the line with which it was passed. */
function lineWithProductOf(state: TillState, refusal: Refusal): number | undefined {
  const lineIds = refusedLineIds(refusal);
  const passing = state.view?.lines.findLast(
    (line) => lineIds.includes(line.lineId) && 'productId' in refusal && line.productId === refusal.productId,
  );
  return passing?.lineId ?? lineIds.at(-1);
}

/** The new lines, with the object of each line that is the same as before, so that only changed lines are painted. */
export function keepSameLines(before: readonly TillLine[], after: readonly TillLine[]): readonly TillLine[] {
  const known = new Map(before.map((line) => [line.lineId, line]));
  return after.map((line) => {
    const kept = known.get(line.lineId);
    return kept !== undefined && JSON.stringify(kept) === JSON.stringify(line) ? kept : line;
  });
}
