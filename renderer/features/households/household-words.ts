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

export function cardWords({ t }: Words, card: CardView): string {
  if (card.state === 'replaced')
    return t('households.card.replaced', { number: card.replacedByMasked ?? '' });
  if (card.blockReason !== null) {
    return t('households.card.blocked', { reason: t(`households.card.reason.${card.blockReason}`) });
  }
  return t('households.card.active');
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
