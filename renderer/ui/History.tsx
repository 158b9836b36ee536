import type { FieldChange, HistoryEntry } from '../../shared/contract/administration-contract.ts';
import { useAnswer } from '../client/use-command.ts';
import { formatDateTimeAt } from '../format/date-time.ts';
import { isMessageId } from '../i18n/messages.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import type { Words } from '../i18n/words.ts';
import { AnswerView } from './AnswerView.tsx';
import { CloseButton } from './CancelButton.tsx';
import { Dialog } from './Dialog.tsx';
import { EmptyState } from './EmptyState.tsx';
import { fieldName, fieldValue } from './field-words.ts';
import './history.css';

/** Who changed a register, when, and what from what to what. `subject` as the kinds of operations name it. */
export function History(props: { readonly subject: string }) {
  const words = useWords();
  const answer = useAnswer('administration.history', { subject: props.subject });
  return (
    <AnswerView answer={answer.data}>
      {(entries) =>
        entries.length === 0 ? (
          <EmptyState title={words.t('administration.history.none')} />
        ) : (
          <ol className="history">
            {entries.map((entry) => (
              <Entry key={entry.operationId} entry={entry} words={words} />
            ))}
          </ol>
        )
      }
    </AnswerView>
  );
}

export function HistoryDialog(props: {
  readonly subject: string;
  readonly title: string;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  return (
    <Dialog
      title={t('administration.history.of', { name: props.title })}
      size="wide"
      onClose={props.onClose}
      actions={<CloseButton onPress={props.onClose} />}
    >
      <History subject={props.subject} />
    </Dialog>
  );
}

function Entry(props: { readonly entry: HistoryEntry; readonly words: Words }) {
  const { entry, words } = props;
  const { t } = words;
  const act = `administration.act.${entry.type}`;
  return (
    <li className="history__entry">
      <p>
        <strong>{formatDateTimeAt(entry.at)}</strong>,{' '}
        {entry.operatorName ?? t('administration.history.device')}: {isMessageId(act) ? t(act) : entry.type}
      </p>
      {entry.changes.length > 0 && (
        <ul className="history__changes">
          {entry.changes
            .filter(({ field }) => isWorthSaying(field))
            .map((change) => (
              <li key={change.field}>{describeChange(words, change, entry.isFirst)}</li>
            ))}
        </ul>
      )}
    </li>
  );
}

/** Ids mean nothing to a person; what they stand for is the register itself. */
const isWorthSaying = (field: string): boolean => !/(^|\.)(\w*Id|by|priority|how)$/.test(field);

function describeChange(words: Words, { field, before, after }: FieldChange, isFirst: boolean): string {
  const name = fieldName(words, field);
  const value = fieldValue(words, field, after);
  return isFirst || before === null
    ? words.t('administration.change.set', { field: name, value })
    : words.t('administration.change.from', { field: name, before: fieldValue(words, field, before), value });
}
