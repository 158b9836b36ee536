import { useState } from 'react';
import type { VisitTile } from '../../../shared/contract/laundry-contract.ts';
import type { MachineId } from '../../../shared/domain/ids.ts';
import type { MachineKind } from '../../../shared/domain/laundry-machine.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { desk, openVisit } from './desk.ts';
import { tagOf } from './laundry-words.ts';

/** Which laundry: by the number on its bags, typed where there is nothing to scan. */
export function VisitsDialog(props: {
  readonly visits: readonly VisitTile[];
  /** The machine that it is to go into; null: it goes home. */
  readonly machineId: MachineId | null;
  readonly kind: MachineKind;
}) {
  const { t } = useWords();
  const { machineId, kind } = props;
  const [text, setText] = useState('');
  const [isUnknown, setIsUnknown] = useState(false);
  const visits = props.visits.filter(({ state }) => isWanted(state, machineId, kind));
  const choose = (visit: VisitTile) => {
    if (machineId === null) openVisit(visit, 'search');
    else desk.open({ type: 'start', visitId: visit.visitId, kind, machineId });
  };
  const submit = () => {
    const [only] = visits.length === 1 ? visits : [];
    const found = text.trim() === '' ? only : visits.find(({ tag }) => tag === Number(text));
    if (found === undefined) setIsUnknown(true);
    else choose(found);
  };
  const title = t(machineId === null ? 'laundry.handOver.title' : 'laundry.visits.which');
  return (
    <Dialog
      title={title}
      onClose={desk.close}
      actions={
        <>
          <ActionButton
            label={t('laundry.visits.open')}
            shortcut="Enter"
            tone="primary"
            onPress={submit}
            isDisabled={visits.length === 0}
          />
          {machineId === null && (
            <ActionButton
              label={t('laundry.act.handedOver')}
              shortcut="F7"
              onPress={() => desk.open({ type: 'handedOver' })}
            />
          )}
          <CancelButton onPress={desk.close} />
        </>
      }
    >
      {visits.length === 0 ? (
        <EmptyState title={t('laundry.visits.nothing')}>{t('laundry.visits.nothing.todo')}</EmptyState>
      ) : (
        <>
          <TextField
            label={t('laundry.visits.number')}
            value={text}
            onChange={(next) => {
              setText(next);
              setIsUnknown(false);
            }}
            maxLength={2}
            inputMode="numeric"
            isFigure
            autoFocus
          />
          {isUnknown && <Notice tone="warning" title={t('laundry.visits.unknown', { tag: text })} />}
          <ul className="desk-tags">
            {visits.map((visit) => (
              <li key={visit.visitId}>
                <ActionButton label={tagOf(visit)} onPress={() => choose(visit)}>
                  <span>
                    {t('laundry.bags', { bags: visit.bags })}
                    {visit.isForgotten && ` · ${t('laundry.visits.forgotten')}`}
                  </span>
                </ActionButton>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}

/** A washer is for what waits; a dryer for what was washed too; home goes what is in no machine. */
function isWanted(state: VisitTile['state'], machineId: MachineId | null, kind: MachineKind): boolean {
  if (state === 'inMachine') return false;
  return machineId === null || kind === 'dryer' || state === 'waiting';
}
