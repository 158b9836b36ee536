import { useState } from 'react';
import { useAnswer } from '../../client/use-command.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { SideNav } from '../../ui/SideNav.tsx';
import { WaitingCardsPart } from '../cards/WaitingCardsPart.tsx';
import { BatchesPart } from './BatchesPart.tsx';
import './credit.css';
import { NewBatchPart } from './NewBatchPart.tsx';
import { RulesPart } from './RulesPart.tsx';

type Part = 'cards' | 'newBatch' | 'batches' | 'rules';

const PARTS = ['cards', 'newBatch', 'batches', 'rules'] as const satisfies readonly Part[];

/** Cards to print and hand over, and credit given to many households. For the office. */
export function CreditScreen() {
  const { t } = useWords();
  const [part, setPart] = useState<Part>('cards');
  const waiting = useAnswer('cards.waiting', {}).data;
  const batches = useAnswer('credit.batches', {}).data;
  const badges: Partial<Record<Part, number>> = {
    cards: waiting?.ok === true ? waiting.value.length : 0,
    batches: batches?.ok === true ? batches.value.filter(({ state }) => state === 'unfinished').length : 0,
  };
  const side = (
    <SideNav
      label={t('credit.screen')}
      items={PARTS.map((key) => {
        const count = badges[key] ?? 0;
        const item = { key, label: t(`credit.part.${key}`) };
        return count === 0 ? item : { ...item, badge: formatCount(count) };
      })}
      selectedKey={part}
      onSelect={setPart}
      isWithAlt
    />
  );
  switch (part) {
    case 'cards':
      return <WaitingCardsPart side={side} />;
    case 'newBatch':
      return <NewBatchPart side={side} onLeave={() => setPart('batches')} />;
    case 'batches':
      return <BatchesPart side={side} />;
    case 'rules':
      return <RulesPart side={side} />;
  }
}
