import { useState } from 'react';
import { type OccasionalReason, occasionalReasonSchema } from '../../../shared/domain/basket.ts';
import type { ProgrammeId } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { nameIn } from './refusal-words.ts';
import type { Failed } from './till.ts';
import { useTill } from './use-till.ts';

/** People without a household: how many, on whose account the goods go, and why. */
export function OccasionalDialog() {
  const words = useWords();
  const { t } = words;
  const till = useTill();
  const programmes = useAnswer('till.programmes', {}).data;
  const known = programmes?.ok === true ? programmes.value : [];
  const [headcount, setHeadcount] = useState<number | null>(1);
  const [chosen, setChosen] = useState<ProgrammeId | null>(null);
  const [reason, setReason] = useState<OccasionalReason>('emergency');
  const [failure, setFailure] = useState<Failed | null>(null);
  const programmeId = chosen ?? known[0]?.programmeId ?? null;
  const begin = async () => {
    if (headcount === null || programmeId === null) return;
    setFailure(
      await till.answer(
        'till.setOccasional',
        { headcount, programmeId, reason },
        {
          tone: 'ok',
          id: 'till.said.occasionalSet',
          values: { size: headcount },
          canUndo: true,
        },
      ),
    );
  };
  return (
    <Dialog
      title={t('till.occasional.title')}
      onClose={till.close}
      actions={
        <>
          <ActionButton
            label={t('till.occasional.do')}
            shortcut="Enter"
            tone="primary"
            onPress={() => void begin()}
            isDisabled={headcount === null || programmeId === null}
          />
          <CancelButton onPress={till.close} />
        </>
      }
    >
      <p>{t('till.occasional.explained')}</p>
      {failure?.type === 'OccasionalNotAllowed' && (
        <Notice tone="warning" title={t('till.occasional.notAllowed')} />
      )}
      {failure?.type === 'ProgrammeUnknown' && (
        <Notice tone="warning" title={t('till.occasional.programmeUnknown')} />
      )}
      <NumberField
        label={t('till.occasional.headcount')}
        value={headcount}
        onChange={setHeadcount}
        onSubmit={() => void begin()}
        min={1}
        max={99}
        autoFocus
      />
      <SelectField
        label={t('till.occasional.programme')}
        value={programmeId}
        onChange={setChosen}
        choices={known.map((each) => ({ key: each.programmeId, label: nameIn(each.name, words) }))}
      />
      <SelectField
        label={t('till.occasional.reason')}
        value={reason}
        onChange={setReason}
        choices={occasionalReasonSchema.options.map((each) => ({
          key: each,
          label: t(`till.occasional.reason.${each}`),
        }))}
      />
    </Dialog>
  );
}
