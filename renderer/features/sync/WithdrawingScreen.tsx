import { useEffect, useState } from 'react';
import { onCounterEvent } from '../../client/client.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { PlainScreen } from '../session/PlainScreen.tsx';

type Progress = { readonly done: number; readonly total: number };

/** Data that this counter is given no longer are taken out: what is waited for. It ends by itself. */
export function WithdrawingScreen({ first }: { readonly first: Progress }) {
  const { t } = useWords();
  const [heard, setHeard] = useState<Progress | null>(null);
  useEffect(
    () =>
      onCounterEvent((event) => {
        if (event.type === 'progress' && event.task === 'withdraw') setHeard(event);
      }),
    [],
  );
  const { done, total } = heard ?? first;
  return (
    <PlainScreen icon="clock" title={t('sync.withdrawing')}>
      <p>{t('sync.withdrawing.why')}</p>
      <ProgressBar label={t('sync.withdrawing.progress')} done={total === 0 ? null : done} total={total} />
      <p>{t('sync.withdrawing.kept')}</p>
    </PlainScreen>
  );
}
