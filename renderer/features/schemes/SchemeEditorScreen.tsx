import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { operationIdSchema, type SchemeId, schemeIdSchema } from '../../../shared/domain/ids.ts';
import { addMonths, type LocalDate, monthStart } from '../../../shared/domain/local-date.ts';
import type { Scheme } from '../../../shared/domain/scheme.ts';
import { schemePresets } from '../../../shared/domain/scheme-presets.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { Page } from '../../ui/Page.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useSession } from '../session/session-context.ts';
import { SchemeExample } from './SchemeExample.tsx';
import { SchemeFields } from './SchemeFields.tsx';
import { emptyDraft, readDraft, type SchemeDraft, schemeToDraft } from './scheme-draft.ts';
import { presetWords } from './scheme-words.ts';
import './schemes.css';
import { WhenItCounts } from './WhenItCounts.tsx';

/** A new points scheme, blank or from one of those found in the field. */
export function NewSchemeScreen() {
  const { place } = useSession();
  const [schemeId] = useState(() => schemeIdSchema.parse(newId()));
  return <Editor schemeId={schemeId} versions={[]} today={place.businessOn} />;
}

/** A scheme that there is: its newest version, to be changed from a day on. */
export function EditSchemeScreen() {
  const { place } = useSession();
  const params = useParams({ strict: false });
  const schemeId = schemeIdSchema.parse(params.schemeId);
  const { data } = useAnswer('schemes.versions', { schemeId });
  if (data === undefined) return null;
  if (!data.ok) return <FailureNotice failure={data.error} />;
  return <Editor schemeId={schemeId} versions={data.value} today={place.businessOn} />;
}

function Editor(props: {
  readonly schemeId: SchemeId;
  readonly versions: readonly Scheme[];
  readonly today: LocalDate;
}) {
  const words = useWords();
  const { t } = words;
  const navigate = useNavigate();
  const { versions, today } = props;
  const isNew = versions.length === 0;
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [draft, setDraft] = useState<SchemeDraft>(() => firstDraft(versions, today));
  const [preset, setPreset] = useState<string | null>(null);
  const run = useCommand('schemes.set');
  const read = readDraft(props.schemeId, draft);
  const set = (changed: Partial<SchemeDraft>) => setDraft((before) => ({ ...before, ...changed }));
  const isTooEarly = !isNew && draft.appliesFrom !== null && draft.appliesFrom <= today;
  const leaving = usePageLeaving({ isSaving: run.isPending });
  const leave = () => void navigate({ to: '/households/schemes' });
  const save = async () => {
    if (!read.ok || isTooEarly) return;
    const answer = await run.mutateAsync({ operationId, scheme: read.value });
    if (!answer.ok) return;
    leaving.done();
    const { name, appliesFrom } = read.value;
    void navigate({ to: '/households/schemes', state: { savedScheme: { name, appliesFrom } } });
  };
  const choose = (key: string) => {
    const chosen = schemePresets.find((each) => each.key === key);
    if (chosen === undefined) return;
    setPreset(key);
    setDraft(schemeToDraft(chosen.scheme, draft.appliesFrom ?? today));
  };
  return (
    <Page
      title={t(isNew ? 'schemes.new' : 'schemes.edit', { name: versions.at(-1)?.name ?? '' })}
      isFilled
      actions={
        <>
          <ActionButton label={t('schemes.leave')} shortcut="Escape" onPress={leave} />
          <ActionButton
            label={t('schemes.save')}
            shortcut="F9"
            tone="primary"
            isDisabled={!read.ok || isTooEarly}
            isBusy={run.isPending}
            onPress={() => void save()}
          />
        </>
      }
    >
      <div className="scheme-editor">
        <div className="scheme-editor__fields" onInput={leaving.noteTyping}>
          {run.data?.ok === false && <FailureNotice failure={run.data.error} />}
          <SchemeFields draft={draft} set={set}>
            <fieldset className="card scheme-group">
              <legend>{t('schemes.group.name')}</legend>
              <div className="scheme-group__fields">
                {isNew && (
                  <div className="scheme-group__whole">
                    <SelectField
                      label={t('schemes.preset')}
                      hint={t('schemes.preset.hint')}
                      value={preset}
                      onChange={choose}
                      choices={schemePresets.map((each) => ({
                        key: each.key,
                        label: presetWords(words, each),
                      }))}
                      autoFocus
                    />
                  </div>
                )}
                <TextField
                  label={t('schemes.name')}
                  value={draft.name}
                  onChange={(name) => set({ name })}
                  maxLength={80}
                  isRequired
                  autoFocus={!isNew}
                />
              </div>
            </fieldset>
          </SchemeFields>
        </div>
        <aside className="scheme-editor__side" aria-label={t('schemes.example')}>
          <SchemeExample read={read} today={today} />
          <WhenItCounts
            schemeId={props.schemeId}
            versions={versions}
            scheme={read.ok ? read.value : null}
            today={today}
          />
        </aside>
      </div>
    </Page>
  );
}

/** A scheme that is changed starts from its newest version, and from the first day of next month unless that is later still. */
function firstDraft(versions: readonly Scheme[], today: LocalDate): SchemeDraft {
  const newest = versions.at(-1);
  if (newest === undefined) return emptyDraft(today);
  const nextMonth = monthStart(addMonths(monthStart(today), 1));
  return schemeToDraft(newest, newest.appliesFrom > today ? newest.appliesFrom : nextMonth);
}
