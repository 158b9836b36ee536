import type { BookingRefusal, OverridableBookingRefusal } from '../../../shared/domain/laundry-booking.ts';
import { formatDate } from '../../format/date-time.ts';
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
    case 'CapReached': {
      const { per, used, allowed, renewsOn } = refusal.cap;
      const values = { per, used, allowed, renewsOn: formatDate(renewsOn) };
      return t('laundryBookings.refusal.CapReached', values);
    }
    default:
      return t(`laundryBookings.refusal.${refusal.type}`);
  }
}
