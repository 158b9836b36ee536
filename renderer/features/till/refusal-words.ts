import type { TillView } from '../../../shared/contract/till-contract.ts';
import type { BasketAlert, Refusal } from '../../../shared/domain/basket.ts';
import type { BestBefore } from '../../../shared/domain/best-before.ts';
import type { BilingualName } from '../../../shared/domain/category.ts';
import { localDateSchema } from '../../../shared/domain/local-date.ts';
import { unreachable } from '../../../shared/domain/result.ts';
import { formatDate, formatMonth } from '../../format/date-time.ts';
import { formatEuro } from '../../format/figures.ts';
import type { MessageId } from '../../i18n/messages.ts';
import type { Words, WordValues } from '../../i18n/words.ts';

/** A refusal in words: what and why, and what to do about it with which key. */
export type SpokenRefusal = { readonly title: string; readonly todo: string };

type Said = { readonly key: SaidKey; readonly values?: WordValues };
type SaidKey =
  | Exclude<Refusal['type'], 'PriceUnknown'>
  | 'EntitlementPaused'
  | 'NoWeight'
  | 'NoCategory'
  | 'OutOfRange'
  | 'PointsAwaited'
  | 'LimitReachedVisit';

/** The sentences of a refusal. Every one names the goods or the household's trouble, what is missing and a key. */
export function sayRefusal(refusal: Refusal, view: TillView, words: Words): SpokenRefusal {
  const { key, values } = described(refusal, view, words);
  const way = words.t(`till.refusal.${key}.todo`, values);
  const force = refusal.overridable ? ` ${words.t('till.refusal.override')}` : '';
  return { title: words.t(`till.refusal.${key}`, values), todo: `${way}${force}` };
}

function described(refusal: Refusal, view: TillView, words: Words): Said {
  const goods = 'productId' in refusal ? { name: productName(refusal.productId, view) } : {};
  switch (refusal.type) {
    case 'EmptyBasket':
    case 'NoCustomer':
    case 'NoEntitlement':
    case 'EntitlementSuspended':
    case 'CardBlocked':
    case 'CardReplaced':
      return { key: refusal.type };
    case 'TooManyLines':
      return { key: refusal.type, values: { most: refusal.most } };
    case 'InsufficientPoints':
      // Nobody takes goods out of a basket for points that are on their way.
      if (areAwaited(view)) return { key: 'PointsAwaited' };
      return { key: refusal.type, values: { missing: refusal.missingPoints } };
    case 'InsufficientCents':
      return { key: refusal.type, values: { missing: formatEuro(refusal.missingCents) } };
    case 'WeeklyQuotaExceeded':
      return {
        key: refusal.type,
        values: {
          left: refusal.leftPoints,
          excess: refusal.excessPoints,
          on: formatDate(refusal.nextStartsOn),
        },
      };
    case 'CardExpired':
      return { key: refusal.type, values: { on: formatDate(refusal.expiredOn) } };
    case 'EntitlementNotStarted':
      return { key: refusal.type, values: { on: formatDate(refusal.startsOn) } };
    case 'EntitlementExpired':
      if (refusal.pausedUntil !== undefined) {
        return { key: 'EntitlementPaused', values: { on: formatDate(refusal.pausedUntil) } };
      }
      return { key: refusal.type, values: { on: formatDate(refusal.endedOn) } };
    case 'LimitReached':
      return limitReached(refusal, view, words);
    case 'NoChildOfAge':
      return { key: refusal.type, values: { ...goods, from: refusal.fromMonths, to: refusal.toMonths } };
    case 'PriceUnknown':
      return { key: refusal.cause, values: goods };
    case 'PastUseBy':
      return { key: refusal.type, values: { ...goods, on: formatDate(refusal.useBy) } };
    case 'PastBestBefore':
      return {
        key: refusal.type,
        values: {
          ...goods,
          on: formatBestBefore(refusal.bestBefore),
          days: refusal.daysPast,
          tolerance: refusal.toleranceDays,
        },
      };
    case 'ProductUnknown':
    case 'ProductWithdrawn':
    case 'NotGiven':
    case 'CardForBabyGoodsOnly':
      return { key: refusal.type, values: goods };
    default:
      return unreachable(refusal);
  }
}

function limitReached(
  refusal: Extract<Refusal, { type: 'LimitReached' }>,
  view: TillView,
  words: Words,
): Said {
  const limit = view.limits.find(({ limitId }) => limitId === refusal.limitId);
  const name = productName(refusal.productId, view);
  return {
    key: limit?.per === 'visit' ? 'LimitReachedVisit' : 'LimitReached',
    values: {
      limit: limit === undefined ? name : limit.name[words.language],
      name,
      allowed: refusal.allowed,
      used: refusal.used,
      excess: refusal.excess,
    },
  };
}

/** Whether the points of this period are on their way, and none of them is here. */
export const areAwaited = ({ alerts, residual }: Pick<TillView, 'alerts' | 'residual'>): boolean =>
  alerts.some(({ type }) => type === 'AllowanceAwaited') && (residual?.points.before ?? 0) === 0;

/** The sentence of an alert, which stops nothing. */
export function sayAlert(alert: BasketAlert, view: TillView, { t }: Words): string {
  switch (alert.type) {
    case 'PointsLow':
      return t('till.alert.PointsLow', { points: alert.residualPoints });
    case 'AllowanceAwaited':
      return t('till.alert.AllowanceAwaited');
    case 'EntitlementEndsSoon':
      return t('till.alert.EntitlementEndsSoon', { on: formatDate(alert.endsOn), days: alert.daysLeft });
    case 'BestBeforePassed':
      return t('till.alert.BestBeforePassed', {
        name: productName(alert.productId, view),
        on: formatBestBefore(alert.bestBefore),
        days: alert.daysPast,
        tolerance: alert.toleranceDays,
      });
    case 'ProductToComplete':
      return t('till.alert.ProductToComplete', { name: productName(alert.productId, view) });
    default:
      return unreachable(alert);
  }
}

/** The few words of a problem that stand on the line of the goods. */
export const problemId = (type: Refusal['type']): MessageId => `till.problem.${type}`;

export const nameIn = (name: BilingualName, words: Words): string => name[words.language];

const productName = (productId: string, view: TillView): string =>
  view.lines.find((line) => line.productId === productId)?.name ?? '';

/** A best-before date with the precision that it is printed with: `30/11/2026`, `11/2026` or `2026`. */
export function formatBestBefore(date: BestBefore): string {
  const day = localDateSchema.safeParse(date);
  if (day.success) return formatDate(day.data);
  return date.length === 7 ? formatMonth(date) : date;
}

/** `8 mesi` under two years, whole years from there on. */
export const ageWords = (months: number, { t }: Words): string =>
  months < 24 ? t('till.age.months', { months }) : t('till.age.years', { years: Math.floor(months / 12) });
