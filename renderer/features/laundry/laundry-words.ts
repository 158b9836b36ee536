import type { DrumView, LaundryGuest, MachineTile } from '../../../shared/contract/laundry-contract.ts';
import type { WashCost } from '../../../shared/domain/laundry-machine.ts';
import type { Slot } from '../../../shared/domain/laundry-slots.ts';
import { localDateSchema } from '../../../shared/domain/local-date.ts';
import { tagNumber } from '../../../shared/domain/roll-paper-layout.ts';
import { formatDate } from '../../format/date-time.ts';
import { failureValues } from '../../format/failure-values.ts';
import { formatEuro } from '../../format/figures.ts';
import { isMessageId } from '../../i18n/messages.ts';
import type { Words } from '../../i18n/words.ts';

/** `870` as `14:30`. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export const slotWords = ({ from, to }: Pick<Slot, 'from' | 'to'>): string =>
  `${clockOf(from)}–${clockOf(to)}`;

/** `1 lavaggio e 0,30 €`; `niente` where it costs nothing. */
export function costWords(charges: readonly WashCost[], { t }: Words): string {
  const washes = charges.reduce((sum, { unit, amount }) => sum + (unit === 'washes' ? amount : 0), 0);
  const cents = charges.reduce((sum, { unit, amount }) => sum + (unit === 'cents' ? amount : 0), 0);
  if (washes > 0 && cents > 0) return t('laundry.cost.both', { washes, euro: formatEuro(cents) });
  if (cents > 0) return formatEuro(cents);
  return washes > 0 ? t('laundry.washes', { washes }) : t('laundry.cost.nothing');
}

/** What is left, of the purses that the household has or that were just used. */
export function residualWords(
  residual: Pick<LaundryGuest, 'residualWashes' | 'residualCents'>,
  { t }: Words,
): string {
  const washes = t('laundry.washes', { washes: residual.residualWashes });
  if (residual.residualCents === 0) return washes;
  return t('laundry.residual.both', { washes, euro: formatEuro(residual.residualCents) });
}

/** Whose turn it is, as it is called out: `07`. */
export const tagOf = ({ tag }: Pick<DrumView, 'tag'>): string => tagNumber(tag);

/** The sentence of a refusal: what happened, until when, and what to do. */
export function sayFailure(failure: { readonly type: string }, { t }: Words): string {
  const id = `laundry.refused.${failure.type}`;
  const values = Object.fromEntries(
    Object.entries(failure).flatMap(([name, value]) => valuesOf(name, value)),
  );
  if (isMessageId(id)) return t(id, values);
  const general = `errors.${failure.type}`;
  return isMessageId(general)
    ? t(general, { ...failureValues(failure), ...values })
    : t('errors.other', { type: failure.type });
}

function valuesOf(name: string, value: unknown): [string, string | number][] {
  const day = localDateSchema.safeParse(value);
  if (day.success) return [[name, formatDate(day.data)]];
  if (name === 'missingCents' && typeof value === 'number') return [[name, formatEuro(value)]];
  if (name === 'tag' && typeof value === 'number') return [[name, tagNumber(value)]];
  if (typeof value === 'string' || typeof value === 'number') return [[name, value]];
  if (name === 'slot' && isSlot(value)) return [[name, slotWords(value)]];
  if (name === 'cap' && typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([part, each]) => valuesOf(part, each));
  }
  return [];
}

const isSlot = (value: unknown): value is Slot =>
  typeof value === 'object' && value !== null && 'from' in value && 'to' in value;

/** A machine as it is called: `lavatrice 3`. */
export const machineName = ({ kind, number }: Pick<MachineTile, 'kind' | 'number'>, { t }: Words): string =>
  t(`laundry.machine.${kind}`, { number });
