import {
  type LaundryOverrideReason,
  laundryOverrideReasonSchema,
} from '../../../shared/domain/laundry-rules.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';

/** What is in the way, and why it is done all the same: one digit. None has the focus: Enter pressed twice is no reason. */
export function ReasonDialog(props: {
  readonly title: string;
  readonly text: string;
  readonly onChoose: (reason: LaundryOverrideReason) => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  return (
    <Dialog title={props.title} onClose={props.onClose} actions={<CancelButton onPress={props.onClose} />}>
      <div className="booking-dialog">
        <p>{props.text}</p>
        <fieldset className="booking-reasons">
          <legend>{t('laundryBookings.reason')}</legend>
          {laundryOverrideReasonSchema.options.map((reason, index) => (
            <ActionButton
              key={reason}
              label={t(`laundryBookings.reason.${reason}`)}
              shortcut={String(index + 1)}
              isWide
              onPress={() => props.onChoose(reason)}
            />
          ))}
        </fieldset>
      </div>
    </Dialog>
  );
}
