import type { HouseholdId } from '../../../shared/domain/ids.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { GuestSearch } from '../laundry/GuestSearch.tsx';

/** Whose turns are looked at: for who calls by phone or forgot the card. */
export function FindGuestDialog(props: {
  readonly onChoose: (householdId: HouseholdId) => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  return (
    <Dialog
      title={t('laundryBookings.find')}
      size="wide"
      onClose={props.onClose}
      actions={<CancelButton onPress={props.onClose} />}
    >
      <div className="booking-dialog booking-find">
        <GuestSearch onChoose={props.onChoose} />
        <p>{t('laundryBookings.find.hint')}</p>
      </div>
    </Dialog>
  );
}
