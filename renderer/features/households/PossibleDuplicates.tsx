import { useEffect, useState } from 'react';
import type { PossibleDuplicate } from '../../../shared/contract/registers-contract.ts';
import { parseCodiceFiscale } from '../../../shared/domain/codice-fiscale.ts';
import type { HouseholdId } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { HouseholdLine } from './HouseholdsScreen.tsx';
import type { PersonDraft } from './person-draft.ts';

/** Long enough that a name typed in one go is asked about once. */
const PAUSE_MS = 300;

/** Households of people like those that are typed: nobody is registered a second time unawares. */
export function PossibleDuplicates(props: {
  readonly persons: readonly PersonDraft[];
  /** The household that is being changed is no duplicate of itself. */
  readonly householdId?: HouseholdId;
}) {
  const { t } = useWords();
  const asked = JSON.stringify(props.persons.flatMap(toQuestion));
  const [settled, setSettled] = useState('[]');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const persons = JSON.parse(settled) as ReturnType<typeof toQuestion>; // what was asked, unchanged
  const { householdId } = props;
  const { data } = useAnswer(
    'registers.possibleDuplicates',
    { persons, ...(householdId === undefined ? {} : { householdId }) },
    { isEnabled: persons.length > 0, keepPrevious: true },
  );
  const found = persons.length > 0 && data?.ok ? data.value : [];
  if (found.length === 0) return null;
  return (
    <Notice tone="warning" title={t('registers.duplicates.title')}>
      <ul className="duplicates">
        {found.map((each) => (
          <DuplicateLine key={each.household.householdId} duplicate={each} />
        ))}
      </ul>
      <p>{t('registers.duplicates.todo')}</p>
    </Notice>
  );
}

function DuplicateLine({ duplicate }: { readonly duplicate: PossibleDuplicate }) {
  const { t } = useWords();
  const { household, fullName, reasons } = duplicate;
  const why = reasons.map((reason) => t(`registers.likeness.${reason}`)).join(', ');
  return (
    <li>
      <HouseholdLine household={household} />
      <small>{fullName === null || fullName === household.displayName ? why : `${fullName}: ${why}`}</small>
    </li>
  );
}

/** Nobody can be recognised by one word: the question waits for a second, for a day of birth or for a code. */
function toQuestion(draft: PersonDraft) {
  const parsed = parseCodiceFiscale(draft.codiceFiscale);
  const fullName = `${draft.surname} ${draft.name}`.trim();
  const codiceFiscale = parsed.ok ? parsed.value.codiceFiscale : null;
  const isEnough = fullName.includes(' ') || draft.birthDate !== null || codiceFiscale !== null;
  return fullName === '' || !isEnough ? [] : [{ fullName, birthDate: draft.birthDate, codiceFiscale }];
}
