import { useEffect, useState } from 'react';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { HouseholdLine } from './HouseholdsScreen.tsx';

/** Long enough that a name typed in one go is asked about once. */
const PAUSE_MS = 300;

/** Households of the same words as the name that is being typed: nobody registers one a second time unawares. */
export function SimilarHouseholds(props: { readonly displayName: string }) {
  const { t } = useWords();
  const [name, setName] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setName(props.displayName.trim().slice(0, 80)), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [props.displayName]);
  const { data } = useAnswer(
    'households.similar',
    { displayName: name },
    { isEnabled: name.includes(' '), keepPrevious: true },
  );
  const similar = name.includes(' ') && data?.ok ? data.value : [];
  if (similar.length === 0) return null;
  return (
    <div className="household-form__whole">
      <Notice tone="warning" title={t('households.form.similar')}>
        {similar.map((household) => (
          <HouseholdLine key={household.householdId} household={household} />
        ))}
        <p>{t('households.form.similar.todo')}</p>
      </Notice>
    </div>
  );
}
