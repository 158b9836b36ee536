import { useWords } from '../../i18n/WordsProvider.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import type { TypedEntry } from './till-state.ts';
import { useTillState } from './use-till.ts';

/** One place that never moves: what was just done, how to take it back, or what is being typed. */
export function MessageLine() {
  const { t } = useWords();
  const message = useTillState((state) => state.message);
  const entry = useTillState((state) => state.entry);
  const name = useTillState(({ view, entry: typed }) =>
    typed?.mode === 'quantity' ? (view?.lines.find(({ lineId }) => lineId === typed.lineId)?.name ?? '') : '',
  );
  if (entry !== null) return <EntryLine entry={entry} name={name} />;
  const tone = message?.tone ?? 'info';
  return (
    <div className={`till-message till-message--${tone}`} role="status">
      <Icon name={tone} />
      <strong>{message === null ? t('till.ready') : t(message.id, message.values)}</strong>
      {message?.canUndo === true && (
        <span className="till-message__undo">
          <Icon name="undo" /> {t('till.said.canUndo')}
        </span>
      )}
    </div>
  );
}

function EntryLine(props: { readonly entry: TypedEntry; readonly name: string }) {
  const { t } = useWords();
  const { entry, name } = props;
  const label = entry.mode === 'quantity' ? t('till.entry.quantity', { name }) : t('till.entry.code');
  return (
    <div className="till-message till-message--entry" role="status">
      {entry.mode === 'quantity' && <KeyHint shortcut="*" />}
      <strong className="till-message__label">{label}</strong>
      <span className="till-message__typed">{entry.text}</span>
      <span className="till-message__undo">{t('till.entry.keys')}</span>
    </div>
  );
}
