import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { HouseholdOfficeView, HouseholdView } from '../../../shared/contract/households-contract.ts';
import { type HouseholdId, householdIdSchema } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { EntitlementDialog } from '../entitlements/EntitlementDialog.tsx';
import { ErasedNotice } from '../erasure/ErasedNotice.tsx';
import { ErasurePart } from '../erasure/ErasurePart.tsx';
import { CardDialog } from './CardDialog.tsx';
import { HistoryTable, MovementTable } from './HouseholdLists.tsx';
import { type HouseholdDialogName, HouseholdSummary } from './HouseholdSummary.tsx';
import { IssueCardDialog } from './IssueCardDialog.tsx';
import { MergedInto, MergePart } from './MergePart.tsx';
import { RegisterPart } from './RegisterPart.tsx';
import './households.css';

type Tab = 'summary' | 'register' | 'movements' | 'history';

/** What was done, and on whose page it is said: a merge is told on that of the household that stays. */
type Said = { readonly about: HouseholdId; readonly words: string };

/** One household: what its card opens, its cards, its right, and what has moved. */
export function HouseholdScreen() {
  const { t } = useWords();
  const navigate = useNavigate();
  const params = useParams({ strict: false });
  const householdId = householdIdSchema.safeParse(params.householdId);
  const { data } = useAnswer(
    'households.view',
    { householdId: householdId.success ? householdId.data : NOBODY },
    { isEnabled: householdId.success },
  );
  const back = () => void navigate({ to: '/households' });
  const [said, setSaid] = useState<Said | null>(null);
  if (!householdId.success || data?.ok === false) {
    return (
      <Page
        title={t('households.title')}
        actions={<ActionButton label={t('households.back')} shortcut="Escape" onPress={back} />}
      >
        <FailureNotice failure={data?.ok === false ? data.error : { type: 'HouseholdUnknown' }} />
      </Page>
    );
  }
  if (data === undefined) return null;
  return (
    <Household
      key={householdId.data}
      household={data.value}
      said={said?.about === householdId.data ? said.words : null}
      onSaid={(words, about = householdId.data) => setSaid(words === null ? null : { about, words })}
      onBack={back}
    />
  );
}

const NOBODY = householdIdSchema.parse('00000000-0000-7000-8000-000000000000');

/** `about` is another household where the page is about to show that one. */
type OnSaid = (words: string | null, about?: HouseholdId) => void;

function Household(props: {
  readonly household: HouseholdView;
  readonly said: string | null;
  readonly onSaid: OnSaid;
  readonly onBack: () => void;
}) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { household, said, onSaid } = props;
  const { office, erased } = household;
  // Of one that was erased there is nothing to change and no paper to print.
  const isKept = office !== null && erased === null;
  const [open, setOpen] = useState<HouseholdDialogName | null>(null);
  const close = (words: string | null) => {
    setOpen(null);
    onSaid(words);
  };
  const summary = <HouseholdSummary household={household} onOpen={setOpen} onSaid={onSaid} />;
  return (
    <Page
      title={household.displayName ?? t(erased === null ? 'households.nameless' : 'households.erased')}
      actions={
        <>
          <ActionButton label={t('households.back')} shortcut="Escape" onPress={props.onBack} />
          {isKept && (
            <ActionButton
              label={t('households.entitlements')}
              shortcut="Shift+F7"
              onPress={() =>
                void navigate({
                  to: '/households/$householdId/entitlements',
                  params: { householdId: household.householdId },
                })
              }
            />
          )}
          {isKept && (
            <ActionButton
              label={t('statements.show')}
              icon="print"
              shortcut="Shift+F8"
              onPress={() =>
                void navigate({
                  to: '/households/$householdId/statements',
                  params: { householdId: household.householdId },
                })
              }
            />
          )}
        </>
      }
    >
      <div className="stack">
        {said !== null && <Notice tone="ok" title={said} />}
        <MergedInto household={household} />
        {erased !== null && (
          <ErasedNotice householdId={household.householdId} erased={erased} onSaid={onSaid} />
        )}
        <HouseholdTabs household={household} summary={summary} onSaid={onSaid} />
      </div>
      {open === 'card' && <CardDialog cards={household.cards} onClose={close} />}
      {open === 'issue' && <IssueCardDialog householdId={household.householdId} onClose={close} />}
      {open === 'entitlement' && office !== null && (
        <EntitlementDialog householdId={household.householdId} onClose={close} />
      )}
    </Page>
  );
}

/** For the office the rest of the record beside the summary; for anybody else the summary alone. */
function HouseholdTabs(props: {
  readonly household: HouseholdView;
  readonly summary: ReactNode;
  readonly onSaid: OnSaid;
}) {
  const { t } = useWords();
  const { household } = props;
  const { office } = household;
  const [tab, setTab] = useState<Tab>('summary');
  if (household.erased !== null) return office === null ? null : <ErasedTabs office={office} />;
  if (office === null) return props.summary;
  return (
    <Tabs
      isWithAlt
      label={t('households.tabs')}
      items={[
        { key: 'summary', label: t('households.tab.summary'), content: props.summary },
        {
          key: 'register',
          label: t('registers.tab'),
          content: (
            <RegisterPart householdId={household.householdId} onSaid={props.onSaid}>
              <MergePart household={household} onSaid={props.onSaid} />
              <ErasurePart household={household} onSaid={props.onSaid} />
            </RegisterPart>
          ),
        },
        {
          key: 'movements',
          label: t('households.tab.movements'),
          content: <MovementTable movements={office.movements} />,
        },
        {
          key: 'history',
          label: t('households.tab.history'),
          content: <HistoryTable history={office.history} />,
        },
      ]}
      selectedKey={tab}
      onSelect={setTab}
    />
  );
}

/** What is left of an erased household: what moved, and which acts there were. */
function ErasedTabs({ office }: { readonly office: HouseholdOfficeView }) {
  const { t } = useWords();
  const [tab, setTab] = useState<'movements' | 'history'>('movements');
  return (
    <Tabs
      isWithAlt
      label={t('households.tabs')}
      items={[
        {
          key: 'movements',
          label: t('households.tab.movements'),
          content: <MovementTable movements={office.movements} />,
        },
        {
          key: 'history',
          label: t('households.tab.history'),
          content: <HistoryTable history={office.history} />,
        },
      ]}
      selectedKey={tab}
      onSelect={setTab}
    />
  );
}
