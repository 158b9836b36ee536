import type { EntitlementAct, EntitlementDetail } from '../../../shared/contract/entitlements-contract.ts';
import type { EntitlementObstacle } from '../../../shared/domain/entitlement-plan.ts';
import type { Isee } from '../../../shared/domain/isee.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { formatDate } from '../../format/date-time.ts';
import { formatEuro } from '../../format/figures.ts';
import { isMessageId } from '../../i18n/messages.ts';
import type { Words } from '../../i18n/words.ts';

/** A rule that stands against the days of a right, with the days it speaks of. */
export function obstacleWords({ t }: Words, obstacle: EntitlementObstacle): string {
  switch (obstacle.type) {
    case 'TooManyRenewals':
      return t('entitlements.obstacle.TooManyRenewals', { most: obstacle.most });
    default:
      return t(`entitlements.obstacle.${obstacle.type}`, {
        from: formatDate(obstacle.startsOn),
        to: formatDate(obstacle.endsOn),
      });
  }
}

const OBSTACLES: readonly string[] = [
  'EntitlementOverlaps',
  'CompulsoryPause',
  'TooManyRenewals',
] satisfies readonly EntitlementObstacle['type'][];

/** Of what a command may answer, the rules that a reason sets aside. */
export const isObstacle = (failure: { readonly type: string }): failure is EntitlementObstacle =>
  OBSTACLES.includes(failure.type);

/** Means in a few words: the band or the certificate, the value where one was noted, and until when. */
export function iseeWords({ t }: Words, isee: Isee, today: LocalDate): string {
  const what =
    isee.band === null
      ? t('entitlements.isee.certificate')
      : t('entitlements.isee.band', { band: isee.band });
  const value = isee.valueCents === undefined ? '' : ` (${formatEuro(isee.valueCents)})`;
  const until = t(isee.expiresOn < today ? 'entitlements.isee.expiredOn' : 'entitlements.isee.validUntil', {
    on: formatDate(isee.expiresOn),
  });
  return `${what}${value}, ${until}`;
}

/** How a right stands on a day; why it is suspended where this office knows it. */
export function stateWords({ t }: Words, right: EntitlementDetail, today: LocalDate): string {
  if (right.endsOn < today) return t('entitlements.state.over');
  if (right.state === 'suspended') {
    return right.suspensionReason === null
      ? t('entitlements.state.suspended')
      : t('entitlements.state.suspendedFor', { reason: t(`entitlements.reason.${right.suspensionReason}`) });
  }
  return t(right.startsOn > today ? 'entitlements.state.future' : 'entitlements.state.active');
}

/** What an act did, with its days, its reason or the means it noted. */
export function actWords(words: Words, act: EntitlementAct, today: LocalDate): string {
  const { t } = words;
  const id = `entitlements.act.${act.type}`;
  const said = [
    isMessageId(id) ? t(id) : t('entitlements.act.other'),
    act.schemeName,
    act.days === null ? null : `${formatDate(act.days.startsOn)} – ${formatDate(act.days.endsOn)}`,
    act.reason === null ? null : t(`entitlements.reason.${act.reason}`),
    act.isee === null ? null : iseeWords(words, act.isee, today),
  ];
  return said.filter((each) => each !== null).join(' · ');
}
