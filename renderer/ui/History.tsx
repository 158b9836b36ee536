import type { FieldChange, HistoryEntry } from '../../shared/contract/administration-contract.ts';
import { useAnswer } from '../client/use-command.ts';
import { formatDateTimeAt } from '../format/date-time.ts';
import { formatCount } from '../format/figures.ts';
import { isMessageId } from '../i18n/messages.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import type { Words } from '../i18n/words.ts';
import { AnswerView } from './AnswerView.tsx';
import { CloseButton } from './CancelButton.tsx';
import { Dialog } from './Dialog.tsx';
import { EmptyState } from './EmptyState.tsx';
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
  const name = nameOf(words, field);
  const value = writeValue(words, after);
  return isFirst || before === null
    ? words.t('administration.change.set', { field: name, value })
    : words.t('administration.change.from', { field: name, before: writeValue(words, before), value });
}

function nameOf(words: Words, field: string): string {
  const id = `administration.field.${field}`;
  return isMessageId(id) ? words.t(id) : field;
}

const MAX_VALUE_LENGTH = 160;

function writeValue(words: Words, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return value ? words.t('ui.yes') : words.t('ui.no');
  if (typeof value === 'number') return formatCount(value);
  if (typeof value === 'string') return wordOf(words, value);
  if (Array.isArray(value)) {
    return value.length === 0 ? '—' : cut(value.map((each) => writeValue(words, each)).join(', '));
  }
  if (isOpening(value)) return `${clock(value.from)}-${clock(value.to)}`;
  return cut(
    Object.entries(value)
      .map(([key, each]) => `${nameOf(words, key)} ${writeValue(words, each)}`)
      .join(' '),
  );
}

/** Opening hours, in minutes since midnight. */
const isOpening = (value: object): value is { from: number; to: number } =>
  'from' in value && 'to' in value && typeof value.from === 'number' && typeof value.to === 'number';

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const CODE_WORDS = [
  'session.role.',
  'setup.kind.',
  'administration.refusal.',
  'laundrySetup.kind.',
  'laundrySetup.cost.',
];

/** Codes that screens have a word for (roles, kinds of sites, refusals) are said by it. */
function wordOf(words: Words, text: string): string {
  for (const prefix of CODE_WORDS) {
    const id = `${prefix}${text}`;
    if (isMessageId(id)) return words.t(id);
  }
  return cut(text);
}

const cut = (text: string): string =>
  text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}…`;
