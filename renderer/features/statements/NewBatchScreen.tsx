import { useState } from 'react';
import type { WantedStatements } from '../../../shared/contract/statement-batches-contract.ts';
import { type OperationId, operationIdSchema, type SiteId } from '../../../shared/domain/ids.ts';
import { statementPurseSchema } from '../../../shared/domain/statement.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { useLeave, usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { Page } from '../../ui/Page.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useSession } from '../session/session-context.ts';
import { PeriodField } from './PeriodField.tsx';
import { daysOf, type PeriodChoice } from './period-choice.ts';
import { StatementFailure } from './StatementFailure.tsx';

const ENTITLEMENTS = ['any', 'active', 'suspended', 'none'] as const;
const PER_FILE = { '100': 100, '1': 1 } as const;
const ALL_SITES = 'all';

type Draft = Omit<WantedStatements, 'from' | 'to'> & {
  readonly period: PeriodChoice;
  readonly folder: string;
};

/** The month that has just ended: a lot is printed when it is over. */
const emptyDraft: Draft = {
  period: { type: 'month', back: 1 },
  purse: 'points',
  siteId: null,
  entitlement: 'any',
  onlyWithMovements: true,
  isDuplex: false,
  householdsPerFile: 100,
  folder: '',
};

/** Whose statements, counted before anything is printed. */
export function NewBatchScreen(props: {
  readonly onBack: () => void;
  readonly onStarted: (batchId: OperationId) => void;
}) {
  const { t } = useWords();
  const { place } = useSession();
  const [batchId] = useState(() => operationIdSchema.parse(newId()));
  const [draft, setDraft] = useState(emptyDraft);
  const start = useCommand('statementBatches.start');
  usePageLeaving({
    isChanged: JSON.stringify(draft) !== JSON.stringify(emptyDraft),
    isSaving: start.isPending,
  });
  const leave = useLeave();
  const wanted = toWanted(draft, place.businessOn);
  const count = useAnswer('statementBatches.count', wanted ?? NOTHING, {
    isEnabled: wanted !== null,
    isForgotten: true,
  });
  const counted = wanted !== null && count.data?.ok === true ? count.data.value.households : null;
  const begin = async () => {
    if (wanted === null) return;
    const folder = draft.folder.trim() === '' ? null : draft.folder.trim();
    const answer = await start.mutateAsync({ batchId, wanted, folder });
    if (answer.ok) props.onStarted(batchId);
  };
  return (
    <Page
      title={t('batches.new')}
      heading={
        <p className="batch-form__count" role="status">
          {wanted === null && t('statements.period.typed')}
          {wanted !== null && count.data === undefined && t('batches.counting')}
          {counted !== null && t('batches.count', { count: counted })}
        </p>
      }
      actions={
        <>
          <ActionButton label={t('batches.list')} shortcut="Escape" onPress={() => leave(props.onBack)} />
          <ActionButton
            label={counted === null ? t('batches.start') : t('batches.start.count', { count: counted })}
            icon="print"
            shortcut="F9"
            tone="primary"
            isDisabled={counted === null || counted === 0}
            isBusy={start.isPending}
            onPress={() => void begin()}
          />
        </>
      }
    >
      <div className="stack batch-form">
        {start.data?.ok === false && <StatementFailure failure={start.data.error} />}
        <WhoseFields draft={draft} onChange={setDraft} />
        <BindingFields draft={draft} onChange={setDraft} />
        {count.data?.ok === false && <StatementFailure failure={count.data.error} />}
      </div>
    </Page>
  );
}

type FieldsProps = { readonly draft: Draft; readonly onChange: (draft: Draft) => void };

function WhoseFields({ draft, onChange }: FieldsProps) {
  const { t } = useWords();
  const { place } = useSession();
  const { data } = useAnswer('households.sites', {});
  const sites = data?.ok === true ? data.value : [];
  return (
    <>
      <div className="batch-form__row">
        <PeriodField
          value={draft.period}
          today={place.businessOn}
          onChange={(period) => onChange({ ...draft, period })}
          autoFocus
        />
        <SelectField
          label={t('statements.purse')}
          value={draft.purse}
          onChange={(purse) => onChange({ ...draft, purse })}
          choices={statementPurseSchema.options.map((key) => ({ key, label: t(`statements.purse.${key}`) }))}
        />
      </div>
      <div className="batch-form__row">
        <SelectField
          label={t('batches.site')}
          value={draft.siteId ?? ALL_SITES}
          onChange={(key) => {
            const site: SiteId | undefined = sites.find(({ siteId }) => siteId === key)?.siteId;
            onChange({ ...draft, siteId: site ?? null });
          }}
          choices={[
            { key: ALL_SITES as string, label: t('batches.site.all') },
            ...sites.map(({ siteId, name }) => ({ key: siteId as string, label: name })),
          ]}
        />
        <SelectField
          label={t('batches.entitlement')}
          value={draft.entitlement}
          onChange={(entitlement) => onChange({ ...draft, entitlement })}
          choices={ENTITLEMENTS.map((key) => ({ key, label: t(`batches.entitlement.${key}`) }))}
        />
      </div>
    </>
  );
}

function BindingFields({ draft, onChange }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <div className="batch-form__row">
        <CheckField
          label={t('batches.moved')}
          value={draft.onlyWithMovements}
          onChange={(onlyWithMovements) => onChange({ ...draft, onlyWithMovements })}
        />
        <CheckField
          label={t('batches.duplex')}
          hint={t('batches.duplex.hint')}
          value={draft.isDuplex}
          onChange={(isDuplex) => onChange({ ...draft, isDuplex })}
        />
      </div>
      <div className="batch-form__row">
        <SelectField
          label={t('batches.perFile')}
          value={draft.householdsPerFile === 1 ? '1' : '100'}
          onChange={(key) => onChange({ ...draft, householdsPerFile: PER_FILE[key] })}
          choices={(['100', '1'] as const).map((key) => ({ key, label: t(`batches.perFile.${key}`) }))}
        />
        <TextField
          label={t('batches.folder')}
          hint={t('batches.folder.hint')}
          value={draft.folder}
          onChange={(folder) => onChange({ ...draft, folder })}
          maxLength={500}
        />
      </div>
    </>
  );
}

function toWanted({ period, folder: _, ...rest }: Draft, today: Parameters<typeof daysOf>[1]) {
  const days = daysOf(period, today);
  return days === null ? null : { ...rest, ...days };
}

const NO_DAY = '2000-01-01' as WantedStatements['from']; // never asked for: the answer is not enabled
const { period: _period, folder: _folder, ...rest } = emptyDraft;
const NOTHING: WantedStatements = { ...rest, from: NO_DAY, to: NO_DAY };
