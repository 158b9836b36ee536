import { useState } from 'react';
import { operationIdSchema, schemeIdSchema } from '../../../shared/domain/ids.ts';
import { allowanceOf, periodOn, type Scheme } from '../../../shared/domain/scheme.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useSession } from '../session/session-context.ts';
import { readPointsTable } from './household-form-fields.ts';
import { newSchemeDraft, readScheme, type SchemeDraft } from './scheme-draft.ts';

const PERIODS = ['calendarMonth', 'days', 'months'] as const;
const ALLOWANCES = ['firstAndFurther', 'bySize'] as const;
const EXAMPLE_SIZES = [1, 2, 4, 6];

/** A new points scheme, or a change of one, with what households of some sizes would receive. */
export function SchemeDialog(props: { readonly scheme: Scheme | null; readonly onClose: () => void }) {
  const { t } = useWords();
  const { place } = useSession();
  const [ids] = useState(() => ({
    operationId: operationIdSchema.parse(newId()),
    schemeId: props.scheme?.schemeId ?? schemeIdSchema.parse(newId()),
  }));
  const [draft, setDraft] = useState<SchemeDraft>(() => newSchemeDraft(props.scheme, place.businessOn));
  const run = useCommand('schemes.set');
  const scheme = readScheme(ids.schemeId, draft);
  const save = async () => {
    if (scheme === null) return;
    const answer = await run.mutateAsync({ operationId: ids.operationId, scheme });
    if (answer.ok) props.onClose();
  };
  return (
    <Dialog
      title={t(props.scheme === null ? 'households.scheme.new' : 'households.scheme.edit')}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('households.form.save')}
            shortcut="F9"
            tone="primary"
            isDisabled={scheme === null}
            isBusy={run.isPending}
            onPress={() => void save()}
          />
          <CancelButton onPress={props.onClose} />
        </>
      }
    >
      {run.data?.ok === false && <FailureNotice failure={run.data.error} />}
      <SchemeFields draft={draft} set={(changed) => setDraft((before) => ({ ...before, ...changed }))} />
      <SchemeExample scheme={scheme} />
      {props.scheme !== null && <p className="soft">{t('households.scheme.past')}</p>}
    </Dialog>
  );
}

function SchemeFields(props: {
  readonly draft: SchemeDraft;
  readonly set: (changed: Partial<SchemeDraft>) => void;
}) {
  const { t } = useWords();
  const { draft, set } = props;
  const table = readPointsTable(draft.table);
  return (
    <div className="household-form">
      <TextField
        label={t('households.scheme.name')}
        value={draft.name}
        onChange={(name) => set({ name })}
        maxLength={80}
        isRequired
        autoFocus
      />
      <SelectField
        label={t('households.scheme.period')}
        value={draft.period}
        onChange={(period) => set({ period })}
        choices={PERIODS.map((key) => ({ key, label: t(`households.scheme.kind.${key}`) }))}
      />
      {draft.period !== 'calendarMonth' && (
        <>
          <NumberField
            label={t(`households.scheme.${draft.period}`)}
            value={draft.length}
            onChange={(length) => set({ length })}
            min={1}
            max={draft.period === 'days' ? 366 : 60}
          />
          <DateField
            label={t('households.scheme.anchor')}
            value={draft.anchorOn}
            onChange={(anchorOn) => set({ anchorOn })}
          />
        </>
      )}
      <SelectField
        label={t('households.scheme.how')}
        value={draft.allowance}
        onChange={(allowance) => set({ allowance })}
        choices={ALLOWANCES.map((key) => ({ key, label: t(`households.scheme.how.${key}`) }))}
      />
      {draft.allowance === 'bySize' ? (
        <TextField
          label={t('households.scheme.table')}
          hint={t('households.scheme.table.hint')}
          value={draft.table}
          onChange={(next) => set({ table: next })}
          problem={table.ok ? null : t('households.scheme.table.problem', table.error)}
        />
      ) : (
        <>
          <NumberField
            label={t('households.scheme.first')}
            value={draft.firstPoints}
            onChange={(firstPoints) => set({ firstPoints })}
            max={100_000}
          />
          <NumberField
            label={t('households.scheme.further')}
            value={draft.furtherPoints}
            onChange={(furtherPoints) => set({ furtherPoints })}
            max={9_000}
          />
        </>
      )}
    </div>
  );
}

/** What the rule means, in figures that somebody can check. */
function SchemeExample(props: { readonly scheme: Scheme | null }) {
  const { t, points } = useWords();
  const { place } = useSession();
  const { scheme } = props;
  if (scheme === null) return <p className="soft">{t('households.scheme.incomplete')}</p>;
  const { startsOn, endsOn } = periodOn(scheme, place.businessOn);
  return (
    <section className="card" role="status">
      <h3>{t('households.scheme.example')}</h3>
      {EXAMPLE_SIZES.map((size) => (
        <p key={size}>
          {t('households.scheme.example.line', { size, points: points(allowanceOf(scheme, size)) })}
        </p>
      ))}
      <p>{t('households.scheme.example.period', { from: formatDate(startsOn), to: formatDate(endsOn) })}</p>
    </section>
  );
}
