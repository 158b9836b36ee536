import { useState } from 'react';
import type { StatementBatchView } from '../../../shared/contract/statement-batches-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { NumberField } from '../../ui/NumberField.tsx';

/** From which household on: where it ended, or where the printer jammed. */
export function ResumeDialog(props: { readonly batch: StatementBatchView; readonly onClose: () => void }) {
  const { t } = useWords();
  const { batchId, total, nextPlace, households } = props.batch;
  const [place, setPlace] = useState<number | null>(nextPlace ?? 1);
  const resume = useCommand('statementBatches.resume');
  const isPlace = place !== null && place >= 1 && place <= total;
  const household = households.find((each) => each.place === place);
  const begin = async () => {
    const answer = await resume.mutateAsync({ batchId, fromPlace: place });
    if (answer.ok) props.onClose();
  };
  return (
    <FormDialog
      title={t('batches.resume.title')}
      onClose={props.onClose}
      label={t('batches.resume.go')}
      icon="print"
      isDisabled={!isPlace}
      isBusy={resume.isPending}
      onPress={() => void begin()}
    >
      {resume.data?.ok === false && <FailureNotice failure={resume.data.error} />}
      <NumberField
        label={t('batches.resume.from')}
        hint={t('batches.resume.hint', { total })}
        value={place}
        onChange={setPlace}
        autoFocus
      />
      <p>
        {household === undefined
          ? t('batches.resume.nobody')
          : t('batches.resume.first', { name: household.displayName ?? t('households.nameless') })}
      </p>
      <p>{t('batches.resume.what')}</p>
    </FormDialog>
  );
}
