import { useState } from 'react';
import type { HouseholdId } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { useHasRole } from '../session/session-context.ts';
import { AdjustDialog } from './AdjustDialog.tsx';
import './credit.css';
import { TakeBackDialog } from './TakeBackDialog.tsx';
import { TopUpDialog } from './TopUpDialog.tsx';

/** What is left of a household's prepaid euro and washes, with the keys that give, take back and put right. */
export function CreditPart(props: {
  readonly householdId: HouseholdId;
  readonly onSaid: (words: string | null) => void;
}) {
  const { t } = useWords();
  const { householdId } = props;
  const isOffice = useHasRole('office');
  const { data } = useAnswer('credit.ofHousehold', { householdId });
  const [open, setOpen] = useState<'topUp' | 'takeBack' | 'adjust' | null>(null);
  if (data === undefined) return null;
  if (!data.ok) return <FailureNotice failure={data.error} />;
  const credit = data.value;
  const topUps = credit.topUps.filter(({ isTakenBack }) => !isTakenBack);
  const close = (said: string | null) => {
    setOpen(null);
    props.onSaid(said);
  };
  return (
    <section className="card">
      <h2>{t('credit.title')}</h2>
      <dl className="household-facts credit-figures">
        <dt>{t('credit.purse.cents')}</dt>
        <dd>{formatEuro(credit.cents)}</dd>
        <dt>{t('credit.purse.washes')}</dt>
        <dd>{formatCount(credit.washes)}</dd>
      </dl>
      {isOffice && (
        <div className="row">
          <ActionButton label={t('credit.topUp')} shortcut="Shift+F6" onPress={() => setOpen('topUp')} />
          <ActionButton label={t('credit.adjust')} shortcut="Shift+F5" onPress={() => setOpen('adjust')} />
          <ActionButton
            label={t('credit.takeBack')}
            shortcut="Shift+F9"
            isDisabled={topUps.length === 0}
            onPress={() => setOpen('takeBack')}
          />
        </div>
      )}
      {open === 'topUp' && <TopUpDialog householdId={householdId} onClose={close} />}
      {open === 'takeBack' && <TakeBackDialog topUps={topUps} onClose={close} />}
      {open === 'adjust' && (
        <AdjustDialog householdId={householdId} adjustable={credit.adjustable} onClose={close} />
      )}
    </section>
  );
}
