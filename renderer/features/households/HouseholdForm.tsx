import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { HouseholdView } from '../../../shared/contract/households-contract.ts';
import { parseCodiceFiscale } from '../../../shared/domain/codice-fiscale.ts';
import { type HouseholdId, householdIdSchema, operationIdSchema } from '../../../shared/domain/ids.ts';
import { preferredLanguageSchema } from '../../../shared/operations/household-operations.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useScanner } from '../../scanner/use-scanner.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Page } from '../../ui/Page.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useSession } from '../session/session-context.ts';
import { type HouseholdDraft, newDraft, readDraft } from './household-draft.ts';
import { SimilarHouseholds } from './SimilarHouseholds.tsx';
import './households.css';

/** Registers a household by hand. */
export function NewHouseholdScreen() {
  return <HouseholdForm household={null} />;
}

/** Changes a household's record. */
export function EditHouseholdScreen() {
  const params = useParams({ strict: false });
  const householdId = householdIdSchema.parse(params.householdId);
  const { data } = useAnswer('households.view', { householdId });
  if (data === undefined) return null;
  if (!data.ok) return <FailureNotice failure={data.error} />;
  return <HouseholdForm household={data.value} />;
}

function HouseholdForm(props: { readonly household: HouseholdView | null }) {
  const { t } = useWords();
  const { household } = props;
  const navigate = useNavigate();
  const { place } = useSession();
  const [ids] = useState(() => ({
    operationId: operationIdSchema.parse(newId()),
    householdId: household?.householdId ?? householdIdSchema.parse(newId()),
  }));
  const [draft, setDraft] = useState<HouseholdDraft>(() => newDraft(household, place.siteId));
  const [isTried, setIsTried] = useState(false);
  const register = useCommand('households.register');
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
  const show = (householdId: HouseholdId) =>
    void navigate({ to: '/households/$householdId', params: { householdId } });
  const leave = () => (household === null ? void navigate({ to: '/households' }) : show(ids.householdId));
  const save = async () => {
    setIsTried(true);
    if (value === null) return;
    const answer =
      household === null
        ? await register.mutateAsync({ ...ids, ...value })
        : await change.mutateAsync({
            ...ids,
            ...value,
            forgetsCodiciFiscali: draft.forgetsCodiciFiscali,
          });
    if (answer.ok) show(ids.householdId);
  };
  const failed = [register.data, change.data].find((answer) => answer?.ok === false);
  return (
    <Page
      title={
        household === null
          ? t('households.form.new')
          : t('households.form.edit', { name: household.displayName ?? '' })
      }
      actions={
        <>
          <ActionButton
            label={t('households.form.save')}
            shortcut="F9"
            tone="primary"
            isBusy={register.isPending || change.isPending}
            onPress={() => void save()}
          />
          <CancelButton onPress={leave} />
        </>
      }
    >
      <div className="household-form">
        {failed?.ok === false && (
          <div className="household-form__whole">
            <FailureNotice failure={failed.error} />
          </div>
        )}
        <Fields
          draft={draft}
          set={set}
          problems={isTried ? problems : {}}
          codiceFiscaleCount={household?.office?.codiceFiscaleCount ?? 0}
          isNew={household === null}
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
  readonly isNew: boolean;
}) {
  const { t } = useWords();
  const { draft, set, problems, codiceFiscaleCount } = props;
  const sites = useAnswer('households.sites', {});
  const siteChoices = sites.data?.ok ? sites.data.value : [];
  return (
    <>
      <TextField
        label={t('households.form.name')}
        value={draft.displayName}
        onChange={(displayName) => set({ displayName })}
        problem={problems.displayName}
        maxLength={80}
        isRequired
        autoFocus
      />
      <NumberField
        label={t('households.form.size')}
        value={draft.size}
        onChange={(size) => set({ size })}
        min={1}
        max={30}
        problem={problems.size}
        isRequired
      />
      {props.isNew && <SimilarHouseholds displayName={draft.displayName} />}
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
      <div className="household-form__whole stack">
        <TextField
          label={t(
            codiceFiscaleCount === 0 ? 'households.form.codiciFiscali' : 'households.form.codiciFiscali.add',
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
    </>
  );
}
