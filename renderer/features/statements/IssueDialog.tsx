import { useState } from 'react';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { type PaperLanguage, paperLanguageSchema } from '../../../shared/domain/paper-language.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { type Month, monthName } from './months.ts';
import { StatementFailure } from './StatementFailure.tsx';
import { usePaper } from './use-paper.ts';

/** Records the statement of a month and hands its paper over. Closes with the name of the file. */
export function IssueDialog(props: {
  readonly householdId: HouseholdId;
  readonly month: Month;
  readonly preferredLanguage: PaperLanguage;
  readonly onClose: (fileName: string | null) => void;
}) {
  const { t, language: screenLanguage } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [language, setLanguage] = useState(props.preferredLanguage);
  const issue = useCommand('statements.issue');
  const paper = usePaper();
  const { householdId, month } = props;
  const isRecorded = issue.data?.ok === true;
  const print = async () => {
    const period = { purse: 'points', from: month.startsOn, to: month.endsOn } as const;
    const answer = await issue.mutateAsync({ operationId, householdId, language, ...period });
    const fileName = answer.ok ? await paper.take(answer.value.statementId) : null;
    if (fileName !== null) props.onClose(fileName);
  };
  const close = () => props.onClose(null);
  return (
    <Dialog
      title={t('statements.issue.title', { month: monthName(screenLanguage, month) })}
      onClose={close}
      actions={
        <>
          <ActionButton
            label={t('statements.issue')}
            icon="print"
            shortcut="F9"
            tone="primary"
            isBusy={issue.isPending || paper.isBusy}
            onPress={() => void print()}
          />
          <CancelButton onPress={close} />
        </>
      }
    >
      {issue.data?.ok === false && <StatementFailure failure={issue.data.error} />}
      {paper.failure !== null && <StatementFailure failure={paper.failure} />}
      <SelectField
        label={t('statements.issue.language')}
        value={language}
        onChange={setLanguage}
        choices={paperLanguageSchema.options.map((key) => ({
          key,
          label: t(`households.language.${key}`),
        }))}
        isDisabled={isRecorded}
        autoFocus
      />
      <p>{t('statements.issue.what')}</p>
    </Dialog>
  );
}
