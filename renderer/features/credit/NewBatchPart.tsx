import { type ReactNode, useState } from 'react';
import type { Answer } from '../../../shared/contract/contract.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { Page } from '../../ui/Page.tsx';
import { WhatFields, WhoFields } from './BatchFields.tsx';
import { BatchPreview } from './BatchPreview.tsx';
import { type BatchDraft, type BatchQuestion, draftToQuestion, EMPTY_DRAFT } from './batch-draft.ts';
import { CreditFailure } from './CreditFailure.tsx';

export type HouseholdCreditChoices = Extract<Answer<'credit.choices'>, { readonly ok: true }>['value'];
export type BatchOffer = Extract<Answer<'credit.previewBatch'>, { readonly ok: true }>['value'];

/** Credit for many households: chosen, looked at, given. */
export function NewBatchPart(props: { readonly side: ReactNode; readonly onLeave: () => void }) {
  const { t } = useWords();
  const { data } = useAnswer('credit.choices', {});
  if (data?.ok === true) return <NewBatch {...props} choices={data.value} />;
  return (
    <Page title={t('credit.part.newBatch')} side={props.side}>
      <AnswerView answer={data}>{() => null}</AnswerView>
    </Page>
  );
}

function NewBatch(props: {
  readonly side: ReactNode;
  readonly onLeave: () => void;
  readonly choices: HouseholdCreditChoices;
}) {
  const { t } = useWords();
  const [typed, setTyped] = useState<BatchDraft>(EMPTY_DRAFT);
  // Looked up each time: what was last paid may be heard of only after this part is on the screen.
  const draft = { ...typed, programmeId: typed.programmeId ?? props.choices.lastProgrammeId };
  const [seen, setSeen] = useState<{ readonly question: BatchQuestion; readonly offer: BatchOffer } | null>(
    null,
  );
  const preview = useCommand('credit.previewBatch');
  const question = draftToQuestion(draft);
  usePageLeaving({ isChanged: seen === null && JSON.stringify(typed) !== JSON.stringify(EMPTY_DRAFT) });
  const set = (changed: Partial<BatchDraft>) => setTyped((before) => ({ ...before, ...changed }));
  const look = async () => {
    if (question === null) return;
    const answer = await preview.mutateAsync(question);
    if (answer.ok) setSeen({ question, offer: answer.value });
  };
  if (seen !== null) {
    return (
      <BatchPreview
        {...seen}
        reason={draft.reason}
        side={props.side}
        onBack={() => setSeen(null)}
        onDone={props.onLeave}
      />
    );
  }
  return (
    <Page
      title={t('credit.part.newBatch')}
      side={props.side}
      actions={
        <ActionButton
          label={t('credit.batch.look')}
          shortcut="F9"
          tone="primary"
          isDisabled={question === null}
          isBusy={preview.isPending}
          onPress={() => void look()}
        />
      }
    >
      <div className="stack">
        {preview.data?.ok === false && <CreditFailure failure={preview.data.error} />}
        <WhoFields draft={draft} set={set} />
        <WhatFields draft={draft} set={set} choices={props.choices} />
      </div>
    </Page>
  );
}
