import type { HouseholdId, PersonId } from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import type { CardUse } from '../../../shared/operations/household-operations.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';

export type CardPurpose = {
  readonly use: CardUse;
  readonly personId: PersonId | null;
  readonly hasExpiry: boolean;
  readonly expiresOn: LocalDate | null;
};

export const USUAL_PURPOSE: CardPurpose = { use: 'all', personId: null, hasExpiry: false, expiresOn: null };

const USES = ['all', 'baby'] as const;
const HOLDER = 'holder';

/** What a new card is for, whose it is, and its last day. */
export function CardPurposeFields(props: {
  readonly householdId: HouseholdId;
  readonly purpose: CardPurpose;
  readonly set: (changed: Partial<CardPurpose>) => void;
}) {
  const { t } = useWords();
  const { purpose, set } = props;
  const { data } = useAnswer('cards.delegates', { householdId: props.householdId });
  const delegates = data?.ok === true ? data.value : [];
  return (
    <>
      <SelectField
        label={t('cards.use')}
        value={purpose.use}
        onChange={(use) => set({ use })}
        choices={USES.map((key) => ({ key, label: t(`cards.use.${key}`) }))}
      />
      {delegates.length > 0 && (
        <SelectField<string>
          label={t('cards.forWhom')}
          value={purpose.personId ?? HOLDER}
          onChange={(key) =>
            set({ personId: delegates.find(({ personId }) => personId === key)?.personId ?? null })
          }
          choices={[
            { key: HOLDER, label: t('cards.forWhom.holder') },
            ...delegates.map(({ personId, name }) => ({ key: personId, label: name })),
          ]}
        />
      )}
      <ExpiryFields hasExpiry={purpose.hasExpiry} expiresOn={purpose.expiresOn} set={set} />
    </>
  );
}

/** Whether a card expires, and when: an empty or mistyped day is never taken for "no expiry". */
export function ExpiryFields(props: {
  readonly hasExpiry: boolean;
  readonly expiresOn: LocalDate | null;
  readonly set: (changed: { readonly hasExpiry?: boolean; readonly expiresOn?: LocalDate | null }) => void;
}) {
  const { t } = useWords();
  return (
    <>
      <CheckField
        label={t('cards.expires')}
        value={props.hasExpiry}
        onChange={(hasExpiry) => props.set({ hasExpiry })}
      />
      {props.hasExpiry && (
        <DateField
          label={t('cards.expiry')}
          value={props.expiresOn}
          onChange={(expiresOn) => props.set({ expiresOn })}
        />
      )}
    </>
  );
}
