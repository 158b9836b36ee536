import type { BookingRefusal, OverridableBookingRefusal } from '../../../shared/domain/laundry-booking.ts';
import type { Words } from '../../i18n/words.ts';

/** Why a turn is not given. */
export function refusalText(
  refusal: BookingRefusal | OverridableBookingRefusal,
  { t }: Pick<Words, 't'>,
): string {
  switch (refusal.type) {
    case 'TooManyBookings':
      return t('laundryBookings.refusal.TooManyBookings', { most: refusal.most });
    case 'MissedTooOften':
      return t('laundryBookings.refusal.MissedTooOften', { times: refusal.times });
    default:
      return t(`laundryBookings.refusal.${refusal.type}`);
  }
}
