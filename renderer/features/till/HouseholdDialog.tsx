import { useState } from 'react';
import type { FoundHousehold } from '../../../shared/contract/till-contract.ts';
import { invoke } from '../../client/client.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { useSearch } from './use-search.ts';
import { useTill } from './use-till.ts';

const LEAST_LETTERS = 3;

const findHouseholds = (text: string) => invoke('till.findHouseholds', { text });

/** A forgotten card: by surname, whole card number or whole codice fiscale. */
export function HouseholdDialog() {
  const { t } = useWords();
  const till = useTill();
  const [text, setText] = useState('');
  const [isUnknown, setIsUnknown] = useState(false);
  const found = useSearch(findHouseholds, text, LEAST_LETTERS);
  const page = found?.answer.ok ? found.answer.value : null;
  const choose = async ({ householdId, displayName }: FoundHousehold) => {
    const failure = await till.answer(
      'till.setHousehold',
      { householdId },
      {
        tone: 'ok',
        id: 'till.said.householdChosen',
        values: { name: displayName },
        canUndo: true,
      },
    );
    setIsUnknown(failure?.type === 'HouseholdUnknown');
  };
  return (
    <Dialog
      title={t('till.household.title')}
      size="wide"
      onClose={till.close}
      actions={<CancelButton onPress={till.close} />}
    >
      <div className="till-search">
        <SearchBox
          label={t('till.household.label')}
          value={text}
          onChange={setText}
          answer={found === null ? null : { text: found.text, items: page?.households ?? [] }}
          itemKey={(household) => household.householdId}
          renderItem={(household) => <HouseholdItem household={household} />}
          onChoose={(household) => void choose(household)}
          emptyText={t('till.household.none')}
          minLength={LEAST_LETTERS}
          isEscapeLeft
          autoFocus
        />
        <p className="soft">{t('till.household.hint')}</p>
        {isUnknown && <Notice tone="warning" title={t('till.household.unknown')} />}
        {page?.hasMore === true && <p className="till-search__more">{t('till.household.more')}</p>}
      </div>
    </Dialog>
  );
}

function HouseholdItem(props: { readonly household: FoundHousehold }) {
  const { t } = useWords();
  const { displayName, delegateNames, size } = props.household;
  return (
    <>
      <span className="till-search__words">
        <strong>{displayName}</strong>
        {delegateNames.length > 0 && (
          <small>{t('till.customer.delegates', { names: delegateNames.join(', ') })}</small>
        )}
      </span>
      <span className="spread">{t('till.customer.people', { size })}</span>
    </>
  );
}
