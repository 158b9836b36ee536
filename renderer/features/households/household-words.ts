import type {
  CardView,
  EntitlementView,
  HouseholdView,
} from '../../../shared/contract/households-contract.ts';
import type { EntitlementError } from '../../../shared/domain/entitlement.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { formatDate } from '../../format/date-time.ts';
import { isMessageId } from '../../i18n/messages.ts';
import type { Words } from '../../i18n/words.ts';

/** The right of a household today, in words and dates. */
export function entitlementWords({ t }: Words, entitlement: HouseholdView['entitlement']): string {
  if (!('type' in entitlement)) {
    const { startsOn, endsOn } = entitlement;
    return t('households.entitlement.valid', { from: formatDate(startsOn), to: formatDate(endsOn) });
  }
  return refusalWords(t, entitlement);
}

function refusalWords(t: Words['t'], error: EntitlementError): string {
  switch (error.type) {
    case 'NoEntitlement':
      return t('households.entitlement.none');
    case 'EntitlementNotStarted':
      return t('households.entitlement.notStarted', { from: formatDate(error.startsOn) });
    case 'EntitlementExpired':
      if (error.pausedUntil !== undefined) {
        return t('households.entitlement.paused', { on: formatDate(error.pausedUntil) });
      }
      return t('households.entitlement.expired', { on: formatDate(error.endedOn) });
    case 'EntitlementSuspended':
      return t('households.entitlement.suspended');
  }
}

/** How one right of several stands on a day. */
export function entitlementStateOn(
  { startsOn, endsOn, state }: EntitlementView,
  day: LocalDate,
): 'over' | 'future' | 'isSuspended' | 'active' {
  if (endsOn < day) return 'over';
  if (state === 'suspended') return 'isSuspended';
  return startsOn > day ? 'future' : 'active';
}

/** How a card stands, what it is for, and whether it is in somebody's hands. */
export function cardWords({ t }: Words, card: CardView): string {
  if (card.state === 'replaced')
    return t('households.card.replaced', { number: card.replacedByMasked ?? '' });
  return [
    cardStateWords(t, card),
    ...(card.use === 'baby' ? [t('cards.use.baby')] : []),
    ...(card.isDelegates ? [card.personName ?? t('cards.delegates')] : []),
    ...handWords(t, card),
  ].join(' · ');
}

function cardStateWords(t: Words['t'], { state, blockReason, expiresOn }: CardView): string {
  if (blockReason !== null) {
    return t('households.card.blocked', { reason: t(`households.card.reason.${blockReason}`) });
  }
  const on = expiresOn === null ? null : formatDate(expiresOn);
  if (on === null) return t('households.card.active');
  return state === 'expired'
    ? t('households.card.expired', { on })
    : [t('households.card.active'), t('households.card.dueOn', { on })].join(' · ');
}

function handWords(t: Words['t'], { state, printedOn, handedOverOn }: CardView): string[] {
  if (handedOverOn !== null) return [t('households.card.handedOver', { on: formatDate(handedOverOn) })];
  if (state !== 'active') return [];
  return [t(printedOn === null ? 'households.card.notPrinted' : 'households.card.notHandedOver')];
}

export function movementWords({ t }: Words, type: string): string {
  const id = `households.movement.${type}`;
  return isMessageId(id) ? t(id) : t('households.movement.other');
}

export function historyWords({ t }: Words, type: string, fields: readonly string[]): string {
  const id = `households.history.${type}`;
  const names = fields.map((field) => {
    const fieldId = `households.field.${field}`;
    return isMessageId(fieldId) ? t(fieldId) : field;
  });
  return isMessageId(id) ? t(id, { fields: names.join(', ') }) : t('households.history.other');
}
