import { useState } from 'react';
import type { DeviceOfNetwork } from '../../../shared/contract/hub-network-contract.ts';
import type { SiteId } from '../../../shared/domain/ids.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton, CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { nameOfDevice } from './NetworkPart.tsx';

/** One device: what it gets, and what an administrator may do about it. */
export function DeviceDialog(props: { readonly device: DeviceOfNetwork; readonly onClose: () => void }) {
  const { t } = useWords();
  const { device } = props;
  const { deviceId, siteId, siteKind, organisationId } = device.place;
  const [step, setStep] = useState<'look' | 'move' | 'revoke'>('look');
  const [chosenId, setChosenId] = useState<SiteId | null>(null);
  const act = useCommand('hubNetwork.act');
  const sites = useAnswer('administration.sites', {});
  const others =
    sites.data?.ok === true
      ? sites.data.value.sites.filter(
          (site) =>
            site.isActive &&
            site.siteId !== siteId &&
            (!site.isOfOthers || site.organisationId === organisationId),
        )
      : [];
  const toId = chosenId ?? others[0]?.siteId ?? null;
  const isActive = device.state === 'active';
  const isJoining = device.state === 'joining';
  const mayDecide = !device.isOfOthers;
  const isDone = act.data?.ok === true;
  const send = () => {
    if (act.isPending) return;
    if (step === 'revoke') act.mutate({ type: 'revoke', deviceId });
    else if (toId !== null) act.mutate({ type: 'move', deviceId, siteId: toId, afterMoves: device.moves });
  };
  return (
    <Dialog
      title={nameOfDevice(t, device)}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          {step === 'look' && isActive && mayDecide && others.length > 0 && (
            <ActionButton label={t('sync.net.move')} shortcut="F7" onPress={() => setStep('move')} />
          )}
          {step === 'look' && (isActive || isJoining) && mayDecide && !device.isAsking && (
            <ActionButton label={t('sync.net.revoke')} shortcut="F8" onPress={() => setStep('revoke')} />
          )}
          {step !== 'look' && !isDone && (
            <ActionButton
              label={t(step === 'move' ? 'sync.net.move.do' : 'sync.net.revoke.do')}
              shortcut="F9"
              tone={step === 'revoke' ? 'danger' : 'primary'}
              isBusy={act.isPending}
              onPress={send}
            />
          )}
          {step === 'look' || isDone ? (
            <CloseButton onPress={props.onClose} />
          ) : (
            <CancelButton onPress={props.onClose} />
          )}
        </>
      }
    >
      {act.data?.ok === false && <FailureNotice failure={act.data.error} />}
      {isDone && (
        <Notice tone="ok" title={t(step === 'move' ? 'sync.net.move.done' : 'sync.net.revoke.done')} />
      )}
      {step === 'look' && (
        <>
          {device.isOfOthers && (isActive || isJoining) && (
            <Notice tone="info" title={t('sync.net.others')} />
          )}
          <p>{t(isJoining ? 'sync.net.grants.joining' : grantsOf(siteKind))}</p>
          {!isJoining && siteKind === 'office' && device.officeOfNames.length > 0 && (
            <p>{t('sync.net.grants.sites', { sites: device.officeOfNames.join(', ') })}</p>
          )}
          {device.isFounder && <p>{t('sync.net.founder')}</p>}
          {device.isLeaving && <p>{t('sync.net.leaving')}</p>}
          {device.revokedAt !== null && (
            <p>{t('sync.net.revokedAt', { time: formatDateTimeAt(device.revokedAt) })}</p>
          )}
        </>
      )}
      {step === 'move' && !isDone && (
        <>
          <p>{t('sync.net.move.what')}</p>
          <SelectField
            label={t('sync.net.move.to')}
            value={toId}
            onChange={setChosenId}
            choices={others.map((site) => ({ key: site.siteId, label: site.name }))}
          />
        </>
      )}
      {step === 'revoke' && !isDone && (
        <Notice tone="warning" title={t('sync.net.revoke.what')}>
          {t('sync.net.revoke.pins')}
        </Notice>
      )}
    </Dialog>
  );
}

const grantsOf = (siteKind: DeviceOfNetwork['place']['siteKind']) =>
  siteKind === 'office' ? 'sync.net.grants.office' : 'sync.net.grants.counter';
