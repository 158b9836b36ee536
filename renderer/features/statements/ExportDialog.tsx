import { useState } from 'react';
import type { HouseholdId } from '../../../shared/domain/ids.ts';
import type { StatementPurse } from '../../../shared/domain/statement.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import type { Days } from './period-choice.ts';
import { StatementFailure } from './StatementFailure.tsx';
import { saveFile } from './save-file.ts';

const FORMATS = ['xlsx', 'csv'] as const;
const TYPES = {
  csv: 'text/csv;charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** The movements of a period for a spreadsheet. Closes with the name of the file. */
export function ExportDialog(props: {
  readonly householdId: HouseholdId;
  readonly purse: StatementPurse;
  readonly days: Days;
  readonly onClose: (fileName: string | null) => void;
}) {
  const { t, language } = useWords();
  const [format, setFormat] = useState<(typeof FORMATS)[number]>('xlsx');
  const command = useCommand('statements.export');
  const { householdId, purse, days } = props;
  const save = async () => {
    const answer = await command.mutateAsync({ householdId, purse, ...days, format, language });
    if (!answer.ok) return;
    const { base64, internalCode, from, to } = answer.value;
    const fileName = t('statements.export.file', { code: internalCode, from, to, format });
    saveFile(base64, fileName, TYPES[format]);
    props.onClose(fileName);
  };
  const close = () => props.onClose(null);
  return (
    <FormDialog
      title={t('statements.export')}
      onClose={close}
      label={t('statements.export.save')}
      isBusy={command.isPending}
      onPress={() => void save()}
    >
      {command.data?.ok === false && <StatementFailure failure={command.data.error} />}
      <SelectField
        label={t('statements.export.format')}
        value={format}
        onChange={setFormat}
        choices={FORMATS.map((key) => ({ key, label: t(`statements.export.format.${key}`) }))}
        autoFocus
      />
      <p>{t('statements.export.what')}</p>
    </FormDialog>
  );
}
