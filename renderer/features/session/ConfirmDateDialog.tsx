import { useState } from 'react';
import { isUnlikelyDay } from '../../../shared/domain/confirmed-day.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** The PC's date is strange: who is at the counter says which day it is. Nothing is filled in beforehand. */
export function ConfirmDateDialog(props: {
  readonly pcOn: LocalDate;
  readonly lastOn: LocalDate;
  readonly isBusy: boolean;
  readonly onConfirm: (day: LocalDate) => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [day, setDay] = useState<LocalDate | null>(null);
  const [askedAgain, setAskedAgain] = useState<LocalDate | null>(null);
  const confirm = () => {
    if (day === null) return;
    if (isUnlikelyDay(day, props.pcOn, props.lastOn) && askedAgain !== day) setAskedAgain(day);
    else props.onConfirm(day);
  };
  return (
    <Dialog
      title={t('session.date.title')}
      onClose={props.onClose}
      isAlert
      actions={
        <>
          <ActionButton
            label={t('session.date.confirm')}
            shortcut="Enter"
            tone="primary"
            isDisabled={day === null}
            isBusy={props.isBusy}
            onPress={confirm}
          />
          <CancelButton onPress={props.onClose} />
        </>
      }
    >
      <p>{t('session.date.pc', { day: formatDate(props.pcOn) })}</p>
      <p>{t('session.date.last', { day: formatDate(props.lastOn) })}</p>
      <DateField label={t('session.date.today')} value={day} onChange={setDay} onSubmit={confirm} autoFocus />
      {day !== null && askedAgain === day && (
        <Notice tone="warning" title={t('session.date.far', { day: formatDate(day) })}>
          {t('session.date.far.why')}
        </Notice>
      )}
      <p>{t('session.date.why')}</p>
    </Dialog>
  );
}
