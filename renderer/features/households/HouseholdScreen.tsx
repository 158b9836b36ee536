import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { HouseholdOfficeView, HouseholdView } from '../../../shared/contract/households-contract.ts';
import { householdIdSchema, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { useHasRole } from '../session/session-context.ts';
import { CardDialog } from './CardDialog.tsx';
import { EntitlementDialog } from './EntitlementDialog.tsx';
import { HistoryTable, MovementTable } from './HouseholdLists.tsx';
import { HouseholdSummary } from './HouseholdSummary.tsx';
import { IssueCardDialog } from './IssueCardDialog.tsx';
import './households.css';

type Tab = 'summary' | 'movements' | 'history';
type Open = 'card' | 'issue' | 'entitlement' | null;

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
  return <Household key={householdId.data} household={data.value} onBack={back} />;
}

const NOBODY = householdIdSchema.parse('00000000-0000-7000-8000-000000000000');

function Household(props: { readonly household: HouseholdView; readonly onBack: () => void }) {
  const { t } = useWords();
  const { household } = props;
  const { office } = household;
  const [tab, setTab] = useState<Tab>('summary');
  const [open, setOpen] = useState<Open>(null);
  const [said, setSaid] = useState<string | null>(null);
  const close = (words: string | null) => {
    setOpen(null);
    setSaid(words);
  };
  const summary = <HouseholdSummary household={household} />;
  return (
    <Page
      title={household.displayName ?? t('households.nameless')}
      actions={
        <>
          <ActionButton label={t('households.back')} shortcut="Escape" onPress={props.onBack} />
          <HouseholdActions household={household} onOpen={setOpen} onSaid={setSaid} />
        </>
      }
    >
      <div className="stack">
        {said !== null && <Notice tone="ok" title={said} />}
        {office === null ? (
          summary
        ) : (
          <Tabs
            label={t('households.tabs')}
            items={[
              { key: 'summary', label: t('households.tab.summary'), content: summary },
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
        )}
      </div>
      {open === 'card' && <CardDialog cards={household.cards} onClose={close} />}
      {open === 'issue' && <IssueCardDialog householdId={household.householdId} onClose={close} />}
      {open === 'entitlement' && office !== null && (
        <EntitlementDialog
          householdId={household.householdId}
          size={household.size}
          proposal={office.proposal}
          onClose={close}
        />
      )}
    </Page>
  );
}

function HouseholdActions(props: {
  readonly household: HouseholdView;
  readonly onOpen: (what: Open) => void;
  readonly onSaid: (words: string | null) => void;
}) {
  const { t } = useWords();
  const navigate = useNavigate();
  const mayIssue = useHasRole('office');
  const mayBlock = useHasRole('cashier', 'office');
  const { household, onOpen } = props;
  const { office, householdId } = household;
  const isLiving = household.cards.some(({ state }) => state !== 'replaced');
  return (
    <>
      {office !== null && (
        <ActionButton
          label={t('households.edit')}
          shortcut="F5"
          onPress={() => void navigate({ to: '/households/$householdId/edit', params: { householdId } })}
        />
      )}
      {mayIssue && (
        <ActionButton
          label={t('households.card.issue')}
          shortcut="F6"
          icon="card"
          onPress={() => onOpen('issue')}
        />
      )}
      {mayBlock && (
        <ActionButton
          label={t(mayIssue ? 'households.card.manage' : 'households.card.manage.block')}
          shortcut="F7"
          isDisabled={!isLiving}
          onPress={() => onOpen('card')}
        />
      )}
      {office !== null && (
        <>
          <ActionButton
            label={t(
              office.entitlements.length === 0
                ? 'households.entitlement.grant'
                : 'households.entitlement.renew',
            )}
            shortcut="F8"
            icon="check"
            onPress={() => onOpen('entitlement')}
          />
          <SuspendButton household={household} office={office} onSaid={props.onSaid} />
        </>
      )}
    </>
  );
}

/** Suspends the right that holds today, or takes its suspension back: each undoes the other. */
function SuspendButton(props: {
  readonly household: HouseholdView;
  readonly office: HouseholdOfficeView;
  readonly onSaid: (words: string | null) => void;
}) {
  const { t } = useWords();
  const suspend = useCommand('entitlements.suspend');
  const resume = useCommand('entitlements.resume');
  const { householdId } = props.household;
  const last = props.office.entitlements.at(-1);
  if (last === undefined) return null;
  const isSuspended = last.state === 'suspended';
  const press = async () => {
    const operationId = operationIdSchema.parse(newId());
    const { entitlementId } = last;
    const command = isSuspended ? resume : suspend;
    const answer = await command.mutateAsync({ operationId, householdId, entitlementId });
    const done = isSuspended
      ? 'households.entitlement.said.resumed'
      : 'households.entitlement.said.suspended';
    if (answer.ok) props.onSaid(t(done));
  };
  return (
    <ActionButton
      label={t(isSuspended ? 'households.entitlement.resume' : 'households.entitlement.suspend')}
      shortcut="F9"
      isBusy={suspend.isPending || resume.isPending}
      onPress={() => void press()}
    />
  );
}
