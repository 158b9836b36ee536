import { type CodiceFiscaleParts, parseCodiceFiscale } from '../../../shared/domain/codice-fiscale.ts';
import { codiceFiscaleWarnings } from '../../../shared/domain/codice-fiscale-check.ts';
import { relationSchema, sexSchema } from '../../../shared/domain/person.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useSession } from '../session/session-context.ts';
import { type PersonDraft, type PersonProblems, withCodiceFiscale } from './person-draft.ts';

/** The fields of one person; what the holder is to the holder is not asked. */
export function PersonFields(props: {
  readonly value: PersonDraft;
  readonly onChange: (value: PersonDraft) => void;
  readonly problems: PersonProblems;
  readonly autoFocus?: boolean | undefined;
}) {
  const { t } = useWords();
  const { place } = useSession();
  const { value, problems } = props;
  const set = (changed: Partial<PersonDraft>) => props.onChange({ ...value, ...changed });
  return (
    <div className="person-fields">
      <TextField
        label={t('registers.person.surname')}
        value={value.surname}
        onChange={(surname) => set({ surname })}
        problem={problems.surname}
        maxLength={80}
        isRequired
        autoFocus={props.autoFocus}
      />
      <TextField
        label={t('registers.person.name')}
        value={value.name}
        onChange={(name) => set({ name })}
        maxLength={80}
      />
      <DateField
        label={t('registers.person.birthDate')}
        value={value.birthDate}
        onChange={(birthDate) => set({ birthDate })}
        problem={problems.birthDate}
      />
      <SelectField
        label={t('registers.person.sex')}
        value={value.sex}
        onChange={(sex) => set({ sex })}
        choices={sexSchema.options.map((key) => ({ key, label: t(`registers.sex.${key}`) }))}
      />
      <div className="person-fields__code">
        <TextField
          label={t('registers.person.codiceFiscale')}
          value={value.codiceFiscale}
          onChange={(code) =>
            props.onChange(withCodiceFiscale(value, code.toUpperCase().trim(), place.businessOn))
          }
          problem={problems.codiceFiscale}
          hint={t('registers.person.codiceFiscale.hint')}
          maxLength={16}
        />
      </div>
      {!value.isHolder && (
        <>
          <SelectField
            label={t('registers.person.relation')}
            value={value.relation}
            onChange={(relation) => set({ relation })}
            choices={relationSchema.options.map((key) => ({ key, label: t(`registers.relation.${key}`) }))}
          />
          <div className="person-fields__check">
            <CheckField
              label={t('registers.person.isDelegate')}
              value={value.isDelegate}
              onChange={(isDelegate) => set({ isDelegate })}
            />
          </div>
        </>
      )}
      <CodiceFiscaleSays draft={value} />
    </div>
  );
}

/** What a right code says, and where that is not what the fields say. It can be registered all the same. */
function CodiceFiscaleSays({ draft }: { readonly draft: PersonDraft }) {
  const parsed = parseCodiceFiscale(draft.codiceFiscale);
  return parsed.ok ? <CodeSays draft={draft} parts={parsed.value} /> : null;
}

function CodeSays(props: { readonly draft: PersonDraft; readonly parts: CodiceFiscaleParts }) {
  const { t } = useWords();
  const { draft, parts } = props;
  const { data } = useAnswer('registers.birthplace', { placeCode: parts.placeCode });
  const place = data?.ok ? data.value : null;
  const name = draft.name.trim();
  const warnings = codiceFiscaleWarnings(parts, {
    ...draft,
    surname: draft.surname.trim(),
    name: name === '' ? null : name,
  });
  return (
    <>
      {place !== null && (
        <p className="person-fields__whole soft">
          {t('registers.codiceFiscale.birthplace', { name: place.name, province: place.province })}
        </p>
      )}
      {warnings.length > 0 && (
        <div className="person-fields__whole">
          <Notice tone="warning" title={t('registers.codiceFiscale.warning')}>
            <ul>
              {warnings.map((warning) => (
                <li key={warning}>{t(`registers.codiceFiscale.${warning}`)}</li>
              ))}
            </ul>
            <p>{t('registers.codiceFiscale.warning.todo')}</p>
          </Notice>
        </div>
      )}
    </>
  );
}
