import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { HouseholdView } from '../../../shared/contract/households-contract.ts';
import type { IssuedStatementRow } from '../../../shared/contract/statements-contract.ts';
import { householdIdSchema } from '../../../shared/domain/ids.ts';
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
import { IssueDialog } from './IssueDialog.tsx';
import { IssuedTable } from './IssuedTable.tsx';
import { type Month, monthName, monthsUpTo } from './months.ts';
import { StatementFailure } from './StatementFailure.tsx';
import { StatementTable } from './StatementTable.tsx';
import './statements.css';
import { usePaper } from './use-paper.ts';

/** A household's points month by month, on the screen and on paper. */
export function StatementsScreen() {
  const params = useParams({ strict: false });
  const householdId = householdIdSchema.parse(params.householdId);
  const { data } = useAnswer('households.view', { householdId });
  if (data === undefined) return null;
  if (!data.ok) return <FailureNotice failure={data.error} />;
  return <Statements household={data.value} />;
}

type Tab = 'movements' | 'issued';

function Statements({ household }: { readonly household: HouseholdView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { place } = useSession();
  const { householdId } = household;
  const months = monthsUpTo(place.businessOn);
  const [back, setBack] = useState(0);
  const [tab, setTab] = useState<Tab>('movements');
  const [isIssuing, setIssuing] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);
  const [selected, setSelected] = useState<IssuedStatementRow | null>(null);
  const paper = usePaper();
  const month = months[back];
  const issued = useAnswer('statements.list', { householdId });
  // The newest, until another is chosen.
  const toReprint = selected ?? (issued.data?.ok === true ? (issued.data.value[0] ?? null) : null);
  if (month === undefined) return null;
  const reprint = async ({ statementId }: IssuedStatementRow) => setSaved(await paper.take(statementId));
  const goBack = (to: number) => {
    setBack(to);
    setTab('movements');
  };
  return (
    <Page
      title={t('statements.title', { name: household.displayName ?? t('households.nameless') })}
      isFilled
      heading={<MonthField months={months} back={back} onChange={goBack} />}
      actions={
        <>
          <ActionButton
            label={t('statements.back')}
            shortcut="Escape"
            onPress={() => void navigate({ to: '/households/$householdId', params: { householdId } })}
          />
          {tab === 'movements' && (
            <>
              <ActionButton
                label={t('statements.month.before')}
                shortcut="F6"
                isDisabled={back + 1 >= months.length}
                onPress={() => goBack(back + 1)}
              />
              <ActionButton
                label={t('statements.month.after')}
                shortcut="F7"
                isDisabled={back === 0}
                onPress={() => goBack(back - 1)}
              />
            </>
          )}
          {tab === 'issued' && (
            <ActionButton
              label={t('statements.reprint')}
              icon="print"
              shortcut="F8"
              isDisabled={toReprint === null}
              isBusy={paper.isBusy}
              onPress={() => toReprint !== null && void reprint(toReprint)}
            />
          )}
          <ActionButton
            label={t('statements.issue')}
            icon="print"
            shortcut="F9"
            tone="primary"
            onPress={() => setIssuing(true)}
          />
        </>
      }
    >
      <div className="statements">
        {saved !== null && (
          <Notice tone="ok" title={t('statements.saved')}>
            {t('statements.saved.where', { file: saved })}
          </Notice>
        )}
        {paper.failure !== null && <StatementFailure failure={paper.failure} />}
        <Tabs
          label={t('statements.tabs')}
          items={[
            {
              key: 'movements',
              label: t('statements.movements'),
              content: <MonthStatement household={household} month={month} />,
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
                      onOpen={(row) => void reprint(row)}
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
      {isIssuing && (
        <IssueDialog
          householdId={householdId}
          month={month}
          preferredLanguage={household.office?.preferredLanguage ?? 'it'}
          onClose={(fileName) => {
            setIssuing(false);
            setSaved(fileName);
          }}
        />
      )}
    </Page>
  );
}

function MonthField(props: {
  readonly months: readonly Month[];
  readonly back: number;
  readonly onChange: (back: number) => void;
}) {
  const { t, language } = useWords();
  const labelOf = (month: Month, back: number): string => {
    const name = monthName(language, month);
    if (back > 1) return name;
    return t(back === 0 ? 'statements.month.this' : 'statements.month.last', { month: name });
  };
  return (
    <div className="statements__month">
      <SelectField
        label={t('statements.month')}
        value={String(props.back)}
        onChange={(key) => props.onChange(Number(key))}
        choices={props.months.map((month, back) => ({ key: String(back), label: labelOf(month, back) }))}
        autoFocus
      />
    </div>
  );
}

function MonthStatement(props: { readonly household: HouseholdView; readonly month: Month }) {
  const { t } = useWords();
  const { householdId } = props.household;
  const { startsOn, endsOn } = props.month;
  // Forgotten, because a sale does not say that statements have changed.
  const { data } = useAnswer(
    'statements.view',
    { householdId, purse: 'points', from: startsOn, to: endsOn },
    { isForgotten: true },
  );
  if (data === undefined) return <p>{t('ui.loading')}</p>;
  return data.ok ? <StatementTable statement={data.value} /> : <StatementFailure failure={data.error} />;
}
