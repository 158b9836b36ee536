import { useState } from 'react';
import type { RetentionView } from '../../../shared/contract/retention-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { DueTab } from './DueTab.tsx';
import { RulesTab } from './RulesTab.tsx';
import './retention.css';

/** What is kept for how long, what of it is due, and the acts by which a person deletes it. */
export function RetentionPart() {
  const answer = useAnswer('retention.view', {});
  return <AnswerView answer={answer.data}>{(view) => <Retention view={view} />}</AnswerView>;
}

function Retention({ view }: { readonly view: RetentionView }) {
  const { t } = useWords();
  const [tab, setTab] = useState<'due' | 'rules'>('due');
  const [said, setSaid] = useState<string | null>(null);
  return (
    <div className="retention">
      {said !== null && <Notice tone="ok" title={said} />}
      <Tabs
        label={t('retention.title')}
        isWithAlt
        selectedKey={tab}
        onSelect={(key) => {
          setSaid(null);
          setTab(key);
        }}
        items={[
          {
            key: 'due',
            label: t(view.isInNetwork ? 'retention.tab.quiet' : 'retention.tab.due', {
              count: view.dueHouseholds,
            }),
            content: <DueTab view={view} onSaid={setSaid} />,
          },
          {
            key: 'rules',
            label: t('retention.tab.rules'),
            content: <RulesTab view={view} onSaid={setSaid} />,
          },
        ]}
      />
    </div>
  );
}
