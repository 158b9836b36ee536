import { useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { LogInChoice, SessionStatus } from '../../../shared/contract/session-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Shell } from '../../ui/Shell.tsx';
import { useShortcut } from '../../ui/ShortcutLayer.tsx';
import { StatusLine } from '../../ui/StatusLine.tsx';
import { ForgottenPinDialog } from './ForgottenPinDialog.tsx';
import { PinPanel } from './PinPanel.tsx';
import { roleNames } from './role-names.ts';
import './session.css';

type SignedOut = Extract<SessionStatus, { phase: 'signedOut' }>;

/** Who is at the counter, and the PIN. After a lock the name is there already. */
export function LogInScreen(props: { readonly status: SignedOut }) {
  const { t } = useWords();
  const { place, operators, lockedOperatorId } = props.status;
  const [chosenId, setChosenId] = useState<string | null>(lockedOperatorId);
  const [isForgotten, setIsForgotten] = useState(false);
  const chosen = operators.find((each) => each.operatorId === chosenId) ?? null;
  const isLocked = chosen !== null && chosen.operatorId === lockedOperatorId;
  return (
    <Shell
      isDemo={place.isDemo}
      status={
        <StatusLine
          siteName={place.siteName}
          operatorName={null}
          mode={place.isDemo ? 'demo' : 'real'}
          waiting={
            place.waiting === null
              ? null
              : { operations: place.waiting.count, lastSentAt: place.waiting.lastSentAt, hub: null }
          }
          actions={<LanguageSwitch />}
        />
      }
    >
      <main className="log-in">
        <section className="log-in__who">
          <h1>{isLocked ? t('session.locked.title') : t('session.logIn.title')}</h1>
          <p>{place.networkName}</p>
          {isLocked && <Notice tone="info" title={t('session.locked.kept')} />}
          {operators.length === 0 ? (
            <EmptyState title={t('session.logIn.nobody')} />
          ) : (
            <OperatorList operators={operators} chosenId={chosenId} onChoose={setChosenId} />
          )}
          <div>
            <ActionButton
              label={t('session.forgotten')}
              shortcut="F2"
              onPress={() => setIsForgotten(true)}
              tone="quiet"
            />
          </div>
        </section>
        {chosen === null ? (
          <section className="log-in__pin log-in__pin--none">
            <p>{t('session.logIn.choose')}</p>
          </section>
        ) : (
          <PinPanel
            key={chosen.operatorId}
            operator={chosen}
            isLocked={isLocked}
            onBack={() => setChosenId(null)}
          />
        )}
      </main>
      {isForgotten && <ForgottenPinDialog operators={operators} onClose={() => setIsForgotten(false)} />}
    </Shell>
  );
}

function OperatorList(props: {
  readonly operators: readonly LogInChoice[];
  readonly chosenId: string | null;
  readonly onChoose: (operatorId: string) => void;
}) {
  const words = useWords();
  const { t } = words;
  return (
    <ListBox
      className={`log-in__list${props.operators.length > 6 ? ' log-in__list--two' : ''}`}
      aria-label={t('session.logIn.title')}
      layout={props.operators.length > 6 ? 'grid' : 'stack'}
      autoFocus={props.chosenId === null ? 'first' : false}
      onAction={(key) => props.onChoose(String(key))}
    >
      {props.operators.map((operator, index) => (
        <ListBoxItem
          key={operator.operatorId}
          id={operator.operatorId}
          textValue={operator.displayName}
          className={`log-in__operator${operator.operatorId === props.chosenId ? ' log-in__operator--chosen' : ''}`}
        >
          {index < 9 && (
            <NumberKey digit={String(index + 1)} onPress={() => props.onChoose(operator.operatorId)} />
          )}
          <span className="log-in__name">{operator.displayName}</span>
          {operator.demoPin !== undefined && (
            <small className="log-in__demo-pin">
              {`${roleNames(words, operator.demoRoles ?? [])} · ${t('session.demoPin', { pin: operator.demoPin })}`}
            </small>
          )}
        </ListBoxItem>
      ))}
    </ListBox>
  );
}

function NumberKey(props: { readonly digit: string; readonly onPress: () => void }) {
  useShortcut(props.digit, props.onPress);
  return <KeyHint shortcut={props.digit} />;
}
