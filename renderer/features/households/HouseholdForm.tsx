import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { HouseholdView } from '../../../shared/contract/households-contract.ts';
import { parseCodiceFiscale } from '../../../shared/domain/codice-fiscale.ts';
import { householdIdSchema, operationIdSchema } from '../../../shared/domain/ids.ts';
import { preferredLanguageSchema } from '../../../shared/operations/household-operations.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useScanner } from '../../scanner/use-scanner.ts';
import { CheckField } from '../../ui/CheckField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormActions } from '../../ui/FormActions.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Page } from '../../ui/Page.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useSession } from '../session/session-context.ts';
import { type HouseholdDraft, newDraft, readDraft } from './household-draft.ts';
import './households.css';

/** Changes a household's record. */
export function EditHouseholdScreen() {
  const params = useParams({ strict: false });
  const householdId = householdIdSchema.parse(params.householdId);
  const { data } = useAnswer('households.view', { householdId });
  const register = useAnswer('registers.view', { householdId });
  if (data === undefined || register.data === undefined) return null;
  if (!data.ok) return <FailureNotice failure={data.error} />;
  const persons = register.data.ok ? register.data.value.persons.length : 0;
  return <HouseholdForm household={data.value} persons={persons} />;
}

/** Where the register has people, names, children and codici fiscali are theirs and are changed with them. */
function HouseholdForm(props: { readonly household: HouseholdView; readonly persons: number }) {
  const { t } = useWords();
  const { household, persons } = props;
  const { householdId } = household;
  const navigate = useNavigate();
  const { place } = useSession();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [draft, setDraft] = useState<HouseholdDraft>(() => newDraft(household, place.siteId));
  const [isTried, setIsTried] = useState(false);
  const change = useCommand('households.change');
  const set = (changed: Partial<HouseholdDraft>) => setDraft((before) => ({ ...before, ...changed }));
  const { problems, value } = readDraft(t, draft);

  useScanner((code) => {
    const scanned = parseCodiceFiscale(code);
    if (!scanned.ok) return;
    setDraft((before) => ({
      ...before,
      codiciFiscali: [before.codiciFiscali, scanned.value.codiceFiscale].filter(Boolean).join(' '),
    }));
  });
  const leaving = usePageLeaving({ isSaving: change.isPending });
  const leave = () => void navigate({ to: '/households/$householdId', params: { householdId } });
  const save = async () => {
    setIsTried(true);
    if (value === null) return;
    const { forgetsCodiciFiscali } = draft;
    const answer = await change.mutateAsync({ operationId, householdId, ...value, forgetsCodiciFiscali });
    if (!answer.ok) return;
    leaving.done();
    leave();
  };
  return (
    <Page
      title={t('households.form.edit', { name: household.displayName ?? '' })}
      actions={
        <FormActions
          label={t('households.form.save')}
          isBusy={change.isPending}
          onPress={() => void save()}
          onCancel={leave}
        />
      }
    >
      <div className="household-form" onInput={leaving.noteTyping}>
        {change.data?.ok === false && (
          <div className="household-form__whole">
            <FailureNotice failure={change.data.error} />
          </div>
        )}
        <Fields
          draft={draft}
          set={set}
          problems={isTried ? problems : {}}
          codiceFiscaleCount={household.office?.codiceFiscaleCount ?? 0}
          persons={persons}
        />
      </div>
    </Page>
  );
}

function Fields(props: {
  readonly draft: HouseholdDraft;
  readonly set: (changed: Partial<HouseholdDraft>) => void;
  readonly problems: Partial<Record<keyof HouseholdDraft, string>>;
  readonly codiceFiscaleCount: number;
  readonly persons: number;
}) {
  const { t } = useWords();
  const { draft, set, problems, codiceFiscaleCount } = props;
  const isByPerson = props.persons > 0;
  const sites = useAnswer('households.sites', {});
  const siteChoices = sites.data?.ok ? sites.data.value : [];
  return (
    <>
      {!isByPerson && (
        <TextField
          label={t('households.form.name')}
          value={draft.displayName}
          onChange={(displayName) => set({ displayName })}
          problem={problems.displayName}
          maxLength={80}
          isRequired
          autoFocus
        />
      )}
      <NumberField
        label={t('households.form.size')}
        value={draft.size}
        onChange={(size) => set({ size })}
        min={Math.max(1, props.persons)}
        max={30}
        problem={problems.size}
        isRequired
        autoFocus={isByPerson}
      />
      {!isByPerson && (
        <>
          <TextField
            label={t('households.form.delegates')}
            hint={t('households.form.delegates.hint')}
            value={draft.delegates}
            onChange={(delegates) => set({ delegates })}
            problem={problems.delegates}
            maxLength={500}
          />
          <TextField
            label={t('households.form.children')}
            hint={t('households.form.children.hint')}
            value={draft.children}
            onChange={(children) => set({ children })}
            problem={problems.children}
          />
        </>
      )}
      <SelectField
        label={t('households.details.site')}
        value={draft.siteId}
        onChange={(siteId) => set({ siteId })}
        choices={siteChoices.map(({ siteId, name }) => ({ key: siteId, label: name }))}
        problem={problems.siteId}
      />
      <SelectField
        label={t('households.details.language')}
        value={draft.preferredLanguage}
        onChange={(preferredLanguage) => set({ preferredLanguage })}
        choices={preferredLanguageSchema.options.map((key) => ({
          key,
          label: t(`households.language.${key}`),
        }))}
      />
      {isByPerson ? (
        <p className="household-form__whole">{t('registers.edit.byPerson')}</p>
      ) : (
        <div className="household-form__whole stack">
          <TextField
            label={t(
              codiceFiscaleCount === 0
                ? 'households.form.codiciFiscali'
                : 'households.form.codiciFiscali.add',
            )}
            hint={t('households.form.codiciFiscali.hint')}
            value={draft.codiciFiscali}
            onChange={(codiciFiscali) => set({ codiciFiscali })}
            problem={problems.codiciFiscali}
          />
          {codiceFiscaleCount > 0 && (
            <CheckField
              label={t('households.form.codiciFiscali.forget', { count: codiceFiscaleCount })}
              value={draft.forgetsCodiciFiscali}
              onChange={(forgetsCodiciFiscali) => set({ forgetsCodiciFiscali })}
            />
          )}
        </div>
      )}
    </>
  );
}
