import { type ReactNode, useState } from 'react';
import type { CreditRules } from '../../../shared/domain/credit.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { sentAndTaken, useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { AmountField } from './AmountField.tsx';

/** The most that one top-up may give at this site. */
export function RulesPart({ side }: { readonly side: ReactNode }) {
  const { t } = useWords();
  const { data } = useAnswer('credit.choices', {});
  // Kept here: the fields begin anew with what was saved, and the word that it was saved stays.
  const run = useCommand('credit.saveRules');
  if (data?.ok === true) {
    const { rules } = data.value;
    return <Rules key={JSON.stringify(rules)} saved={rules} run={run} side={side} />;
  }
  return (
    <Page title={t('credit.part.rules')} side={side}>
      <AnswerView answer={data}>{() => null}</AnswerView>
    </Page>
  );
}

function Rules(props: {
  readonly saved: CreditRules;
  readonly run: ReturnType<typeof useCommand<'credit.saveRules'>>;
  readonly side: ReactNode;
}) {
  const { saved, run, side } = props;
  const { t } = useWords();
  const [cents, setCents] = useState<number | null>(saved.mostCents);
  const [washes, setWashes] = useState<number | null>(saved.mostWashes);
  const isGood = cents !== null && cents > 0 && washes !== null && washes > 0;
  const isChanged = cents !== saved.mostCents || washes !== saved.mostWashes;
  const sent = sentAndTaken(run)?.rules;
  const isSaved = sent?.mostCents === cents && sent?.mostWashes === washes;
  usePageLeaving({ isChanged: isChanged && !isSaved, isSaving: run.isPending });
  const save = () => {
    if (!isGood) return;
    const operationId = operationIdSchema.parse(newId());
    run.mutate({ operationId, rules: { mostCents: cents, mostWashes: washes } });
  };
  return (
    <Page
      title={t('credit.part.rules')}
      side={side}
      actions={
        <ActionButton
          label={t('credit.rules.save')}
          shortcut="F9"
          tone="primary"
          isDisabled={!isGood}
          isBusy={run.isPending}
          onPress={save}
        />
      }
    >
      <div className="stack credit-rules">
        {run.data?.ok === true && !isChanged && <Notice tone="ok" title={t('credit.rules.saved')} />}
        {run.data?.ok === false && <FailureNotice failure={run.data.error} />}
        <p>{t('credit.rules.what')}</p>
        <AmountField
          label={t('credit.rules.mostCents')}
          purse="cents"
          amount={cents}
          onChange={setCents}
          autoFocus
        />
        <AmountField
          label={t('credit.rules.mostWashes')}
          purse="washes"
          amount={washes}
          onChange={setWashes}
        />
      </div>
    </Page>
  );
}
