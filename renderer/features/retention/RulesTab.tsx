import { useState } from 'react';
import type { RetentionView } from '../../../shared/contract/retention-contract.ts';
import { DATA_CLASSES, type DataClass, keptFor } from '../../../shared/domain/retention.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { useHasRole } from '../session/session-context.ts';
import { PeriodsDialog } from './PeriodsDialog.tsx';

/** The classes of data and their times, who changed them, and the log of who read what. */
export function RulesTab(props: {
  readonly view: RetentionView;
  readonly onSaid: (said: string | null) => void;
}) {
  const { t } = useWords();
  const { view, onSaid } = props;
  const isAdministrator = useHasRole('admin');
  const prune = useCommand('retention.pruneAccessLog');
  const [open, setOpen] = useState<'periods' | 'history' | null>(null);
  const close = (said: string | null) => {
    setOpen(null);
    onSaid(said);
  };
  const pruneLog = async () => {
    const answer = await prune.mutateAsync({});
    onSaid(answer.ok ? t('retention.pruned', { count: answer.value.deleted }) : null);
  };
  return (
    <div className="retention">
      {prune.data?.ok === false && <FailureNotice failure={prune.data.error} />}
      <ClassesTable view={view} />
      <div className="actions-in-row">
        {isAdministrator && (
          <ActionButton label={t('retention.periods')} shortcut="F6" onPress={() => setOpen('periods')} />
        )}
        <ActionButton label={t('ui.history')} shortcut="F7" onPress={() => setOpen('history')} />
        <ActionButton
          label={t('retention.prune', { count: view.dueAccesses })}
          shortcut="F8"
          isDisabled={view.dueAccesses === 0}
          isBusy={prune.isPending}
          onPress={() => void pruneLog()}
        />
      </div>
      {open === 'history' && (
        <HistoryDialog subject="retention" title={t('retention.periods.title')} onClose={() => close(null)} />
      )}
      {open === 'periods' && <PeriodsDialog rules={view.rules} onClose={close} />}
    </div>
  );
}

/** The classes of data: how long each is kept, by which rule, and how it ends. Nothing here is to be chosen. */
function ClassesTable({ view }: { readonly view: RetentionView }) {
  const words = useWords();
  const { t } = words;
  return (
    <table className="retention__classes">
      <caption className="only-heard">{t('retention.classes')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('retention.class')}</th>
          <th scope="col">{t('retention.keptFor')}</th>
          <th scope="col">{t('retention.rule')}</th>
          <th scope="col">{t('retention.ends')}</th>
        </tr>
      </thead>
      <tbody>
        {DATA_CLASSES.map(({ key, ends }) => (
          <tr key={key}>
            <th scope="row">{t(`retention.class.${key}`)}</th>
            <td>{keptWords(words, key, view)}</td>
            <td>{t(`retention.rule.${key}`)}</td>
            <td>{ends === 'byPerson' ? dueWords(words, key, view) : t(`retention.ends.${ends}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function keptWords({ t }: Words, key: DataClass, { rules }: RetentionView): string {
  const kept = keptFor(key, rules);
  return kept === null ? t('retention.kept.always') : t(`retention.kept.${kept.unit}`, { count: kept.count });
}

function dueWords({ t }: Words, key: DataClass, view: RetentionView): string {
  if (key === 'households' && view.isInNetwork) return t('retention.ends.oneByOne');
  return t('retention.due.count', { count: key === 'households' ? view.dueHouseholds : view.dueAccesses });
}
