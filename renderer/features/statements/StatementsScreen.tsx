import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { HouseholdView } from '../../../shared/contract/households-contract.ts';
import type { IssuedStatementRow } from '../../../shared/contract/statements-contract.ts';
import { householdIdSchema } from '../../../shared/domain/ids.ts';
import type { StatementPurse } from '../../../shared/domain/statement.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { useSession } from '../session/session-context.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { IssueDialog } from './IssueDialog.tsx';
import { IssuedTable } from './IssuedTable.tsx';
import { MovementsPart } from './MovementsPart.tsx';
import { monthsUpTo } from './months.ts';
import { PeriodField } from './PeriodField.tsx';
import { daysOf, type PeriodChoice, thisMonth } from './period-choice.ts';
import { StatementFailure } from './StatementFailure.tsx';
import './statements.css';
import { type PaperWay, usePaper } from './use-paper.ts';

/** A household's accounts over any days, on the screen, on paper and in a spreadsheet. */
export function StatementsScreen() {
  const params = useParams({ strict: false });
  const householdId = householdIdSchema.parse(params.householdId);
  const { data } = useAnswer('households.view', { householdId });
  if (data === undefined) return null;
  if (!data.ok) return <FailureNotice failure={data.error} />;
  return <Statements household={data.value} />;
}

type Tab = 'movements' | 'issued';
type Open = 'issue' | 'export' | null;
/** What was done last, for a notice. */
type Done = PaperWay | { readonly exported: string };

function Statements({ household }: { readonly household: HouseholdView }) {
  const { t } = useWords();
  const { place } = useSession();
  const { householdId } = household;
  const today = place.businessOn;
  const [purse, setPurse] = useState<StatementPurse>('points');
  const [period, setPeriod] = useState<PeriodChoice>(thisMonth);
  const [tab, setTab] = useState<Tab>('movements');
  const [isFiltered, setFiltered] = useState(false);
  const [open, setOpen] = useState<Open>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [selected, setSelected] = useState<IssuedStatementRow | null>(null);
  const paper = usePaper();
  const days = daysOf(period, today);
  const issued = useAnswer('statements.list', { householdId });
  // The newest, until another is chosen.
  const toReprint = selected ?? (issued.data?.ok === true ? (issued.data.value[0] ?? null) : null);
  const handOver = async (take: typeof paper.take) => {
    if (toReprint !== null) setDone(await take(toReprint.statementId));
  };
  const look = (next: PeriodChoice) => {
    setPeriod(next);
    setTab('movements');
  };
  const close = (way: Done | null) => {
    setOpen(null);
    setDone(way);
  };
  return (
    <Page
      title={t('statements.title', { name: household.displayName ?? t('households.nameless') })}
      isFilled
      heading={
        <div className="statements__heading">
          <PurseField household={household} value={purse} onChange={setPurse} />
          <PeriodField value={period} today={today} onChange={look} autoFocus />
        </div>
      }
      actions={
        <>
          <BackButton household={household} />
          {tab === 'movements' && (
            <MovementActions
              period={period}
              months={monthsUpTo(today).length}
              onPeriod={look}
              onFilter={() => setFiltered(!isFiltered)}
              onExport={days === null ? null : () => setOpen('export')}
            />
          )}
          {tab === 'issued' && (
            <>
              <ActionButton
                label={t('statements.reprint')}
                icon="print"
                shortcut="F8"
                isDisabled={toReprint === null}
                isBusy={paper.isBusy}
                onPress={() => void handOver(paper.take)}
              />
              {paper.hasPrinter && (
                <ActionButton
                  label={t('statements.save')}
                  shortcut="F6"
                  isDisabled={toReprint === null || paper.isBusy}
                  onPress={() => void handOver(paper.save)}
                />
              )}
            </>
          )}
          <ActionButton
            label={t('statements.issue')}
            shortcut="F9"
            tone="primary"
            isDisabled={days === null}
            onPress={() => setOpen('issue')}
          />
        </>
      }
    >
      <div className="statements">
        {done !== null && <DoneNotice done={done} />}
        {paper.failure !== null && <StatementFailure failure={paper.failure} />}
        <Tabs
          isWithAlt
          label={t('statements.tabs')}
          items={[
            {
              key: 'movements',
              label: t('statements.movements'),
              content: (
                <MovementsPart householdId={householdId} purse={purse} days={days} isFiltered={isFiltered} />
              ),
            },
            {
              key: 'issued',
              label: t('statements.tab.issued'),
              content: (
                <AnswerView answer={issued.data}>
                  {(rows) => (
                    <IssuedTable
                      rows={rows}
                      selected={toReprint}
                      onSelect={setSelected}
                      onOpen={() => void handOver(paper.take)}
                    />
                  )}
                </AnswerView>
              ),
            },
          ]}
          selectedKey={tab}
          onSelect={setTab}
        />
      </div>
      {open === 'issue' && days !== null && (
        <IssueDialog
          householdId={householdId}
          purse={purse}
          days={days}
          preferredLanguage={household.office?.preferredLanguage ?? 'it'}
          onClose={close}
        />
      )}
      {open === 'export' && days !== null && (
        <ExportDialog
          householdId={householdId}
          purse={purse}
          days={days}
          onClose={(exported) => close(exported === null ? null : { exported })}
        />
      )}
    </Page>
  );
}

function BackButton({ household }: { readonly household: HouseholdView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { householdId } = household;
  return (
    <ActionButton
      label={t('statements.back')}
      shortcut="Escape"
      onPress={() => void navigate({ to: '/households/$householdId', params: { householdId } })}
    />
  );
}

function MovementActions(props: {
  readonly period: PeriodChoice;
  readonly months: number;
  readonly onPeriod: (period: PeriodChoice) => void;
  readonly onFilter: () => void;
  readonly onExport: (() => void) | null;
}) {
  const { t } = useWords();
  const { period, onExport } = props;
  const back = period.type === 'month' ? period.back : null;
  const goBack = (by: 1 | -1) => back !== null && props.onPeriod({ type: 'month', back: back + by });
  return (
    <>
      <ActionButton
        label={t('statements.month.before')}
        shortcut="F6"
        isDisabled={back === null || back + 1 >= props.months}
        onPress={() => goBack(1)}
      />
      <ActionButton
        label={t('statements.month.after')}
        shortcut="F7"
        isDisabled={back === null || back === 0}
        onPress={() => goBack(-1)}
      />
      <ActionButton label={t('statements.filter')} shortcut="Ctrl+F" whileTyping onPress={props.onFilter} />
      <ActionButton
        label={t('statements.export')}
        shortcut="F5"
        isDisabled={onExport === null}
        onPress={() => onExport?.()}
      />
    </>
  );
}

/** Only where there is more than points. */
function PurseField(props: {
  readonly household: HouseholdView;
  readonly value: StatementPurse;
  readonly onChange: (purse: StatementPurse) => void;
}) {
  const { t } = useWords();
  const { householdId } = props.household;
  const { data } = useAnswer('statements.purses', { householdId });
  if (data?.ok !== true || data.value.length < 2) return null;
  return (
    <div className="statements__purse">
      <SelectField
        label={t('statements.purse')}
        value={props.value}
        onChange={props.onChange}
        choices={data.value.map((key) => ({ key, label: t(`statements.purse.${key}`) }))}
      />
    </div>
  );
}

function DoneNotice({ done }: { readonly done: Done }) {
  const { t } = useWords();
  if ('exported' in done) {
    return (
      <Notice tone="ok" title={t('statements.exported')}>
        {t('statements.exported.where', { file: done.exported })}
      </Notice>
    );
  }
  if ('fileName' in done) {
    return (
      <Notice tone="ok" title={t('statements.saved')}>
        {t('statements.saved.where', { file: done.fileName })}
      </Notice>
    );
  }
  return (
    <Notice tone="ok" title={t('statements.printed')}>
      {done.printer === null ? null : t('statements.printed.where', { printer: done.printer })}
    </Notice>
  );
}
