import { useState } from 'react';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { type PaperLanguage, paperLanguageSchema } from '../../../shared/domain/paper-language.ts';
import type { StatementPurse } from '../../../shared/domain/statement.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import type { Days } from './period-choice.ts';
import { StatementFailure } from './StatementFailure.tsx';
import { type PaperWay, usePaper } from './use-paper.ts';

/** Records the statement of some days and hands its paper over. Closes with where the paper went. */
export function IssueDialog(props: {
  readonly householdId: HouseholdId;
  readonly purse: StatementPurse;
  readonly days: Days;
  readonly preferredLanguage: PaperLanguage;
  readonly onClose: (way: PaperWay | null) => void;
}) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [language, setLanguage] = useState(props.preferredLanguage);
  const issue = useCommand('statements.issue');
  const paper = usePaper();
  const { householdId, purse, days } = props;
  const isRecorded = issue.data?.ok === true;
  const handOver = async (take: typeof paper.take) => {
    const answer = await issue.mutateAsync({ operationId, householdId, language, purse, ...days });
    const way = answer.ok ? await take(answer.value.statementId) : null;
    if (way !== null) props.onClose(way);
  };
  const close = () => props.onClose(null);
  const isBusy = issue.isPending || paper.isBusy;
  return (
    <Dialog
      title={t('statements.issue.title', { from: formatDate(days.from), to: formatDate(days.to) })}
      onClose={close}
      actions={
        <>
          <ActionButton
            label={t('statements.issue')}
            icon="print"
            shortcut="F9"
            tone="primary"
            isBusy={isBusy}
            onPress={() => void handOver(paper.take)}
          />
          {paper.hasPrinter && (
            <ActionButton
              label={t('statements.save')}
              shortcut="F6"
              isDisabled={isBusy}
              onPress={() => void handOver(paper.save)}
            />
          )}
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
