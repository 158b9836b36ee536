import type { A4PrinterChoice } from '../../../shared/contract/papers-contract.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';

/** Which printer takes the A4 papers of this PC. */
export function A4PrinterField() {
  const { t } = useWords();
  const { data } = useAnswer('papers.status', {}, { isForgotten: true });
  const choose = useCommand('papers.choosePrinter');
  if (data?.ok !== true) return null;
  const { printers, choice } = data.value;
  const isGone = choice.type === 'chosen' && !printers.includes(choice.printer);
  return (
    <>
      <SelectField
        label={t('statements.a4')}
        hint={t('statements.a4.hint')}
        value={keyOf(choice)}
        onChange={(key) => choose.mutate({ choice: choiceOf(key) })}
        choices={[
          { key: 'preferred', label: t('statements.a4.preferred') },
          ...printers.map((printer) => ({ key: keyOf({ type: 'chosen', printer }), label: printer })),
          ...(isGone
            ? [{ key: keyOf(choice), label: t('statements.a4.gone', { printer: choice.printer }) }]
            : []),
          { key: 'none', label: t('statements.a4.none') },
        ]}
      />
      {choose.data?.ok === false && <FailureNotice failure={choose.data.error} />}
    </>
  );
}

/** A printer may be called anything, also `none`. */
const NAMED = 'printer:';

const keyOf = (choice: A4PrinterChoice): string =>
  choice.type === 'chosen' ? `${NAMED}${choice.printer}` : choice.type;

const choiceOf = (key: string): A4PrinterChoice =>
  key.startsWith(NAMED)
    ? { type: 'chosen', printer: key.slice(NAMED.length) }
    : { type: key === 'none' ? 'none' : 'preferred' };
