import { useState } from 'react';
import type { HouseholdHit } from '../../../shared/contract/households-contract.ts';
import { LEAST_SEARCH_LETTERS } from '../../../shared/domain/household-search.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { HouseholdLine } from '../households/HouseholdsScreen.tsx';
import type { PickedHousehold } from './batch-draft.ts';

/** Households found one by one; the last one can be taken away again. */
export function PickHouseholds(props: {
  readonly picked: readonly PickedHousehold[];
  readonly onChange: (picked: readonly PickedHousehold[]) => void;
}) {
  const { t } = useWords();
  const { picked } = props;
  const [text, setText] = useState('');
  const { data } = useAnswer(
    'households.search',
    { text: text.slice(0, 80) },
    { isEnabled: text.trim().length >= LEAST_SEARCH_LETTERS, isForgotten: true },
  );
  const add = ({ householdId, displayName }: HouseholdHit) => {
    setText('');
    const name = displayName ?? t('households.nameless');
    props.onChange([...picked.filter((each) => each.householdId !== householdId), { householdId, name }]);
  };
  return (
    <div className="credit-pick">
      <SearchBox
        label={t('credit.pick')}
        value={text}
        onChange={setText}
        answer={data === undefined ? null : { text, items: data.ok ? data.value.households : [] }}
        itemKey={({ householdId }) => householdId}
        renderItem={(household) => <HouseholdLine household={household} />}
        onChoose={add}
        emptyText={t('households.search.none')}
        minLength={LEAST_SEARCH_LETTERS}
      />
      <p>
        <strong>{t('credit.pick.count', { count: picked.length })}</strong>{' '}
        {picked.map(({ name }) => name).join(' · ')}
      </p>
      <ActionButton
        label={t('credit.pick.remove')}
        shortcut="F7"
        isDisabled={picked.length === 0}
        onPress={() => props.onChange(picked.slice(0, -1))}
      />
    </div>
  );
}
