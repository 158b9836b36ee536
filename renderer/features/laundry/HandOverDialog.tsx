import { useState } from 'react';
import { operationIdSchema, type VisitId } from '../../../shared/domain/ids.ts';
import { invoke } from '../../client/client.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { desk, type FoundBy, openGuest } from './desk.ts';
import { sayFailure, tagOf } from './laundry-words.ts';

/** Laundry that goes home: the number to look for, the name to call, and who takes it. */
export function HandOverDialog(props: { readonly visitId: VisitId; readonly by: FoundBy }) {
  const words = useWords();
  const { t } = words;
  const { visitId, by } = props;
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<{ readonly type: string } | null>(null);
  const asked = useAnswer('laundry.visit', { visitId }, { isForgotten: true, keepPrevious: true }).data;
  const found = asked?.ok === true ? asked.value : null;
  const others = (found?.guest.openVisits ?? []).filter((each) => each.visitId !== visitId);
  const handOver = async (to: 'holder' | 'delegate') => {
    if (found === null || isBusy) return;
    setIsBusy(true);
    const done = await invoke('laundry.handOver', { operationId, visitId, to, by });
    setIsBusy(false);
    if (!done.ok) {
      setFailure(done.error);
      return;
    }
    const { visit } = found;
    desk.close();
    desk.say('ok', t('laundry.said.handedOver', { tag: tagOf(visit), bags: visit.bags }));
    const [next] = others.filter(({ state }) => state === 'ready');
    if (next !== undefined) desk.open({ type: 'handOver', visitId: next.visitId, by });
  };
  const dry = () => desk.open({ type: 'start', visitId, kind: 'dryer' });
  return (
    <Dialog
      title={t('laundry.handOver.title')}
      size="wide"
      onClose={desk.close}
      actions={
        <>
          <ActionButton
            label={t('laundry.handOver.holder')}
            shortcut="Enter"
            tone="primary"
            onPress={() => void handOver('holder')}
            isBusy={isBusy}
            isDisabled={found === null}
            autoFocus
          />
          <ActionButton
            label={t('laundry.handOver.delegate')}
            shortcut="D"
            onPress={() => void handOver('delegate')}
            isDisabled={found === null || found.guest.delegateNames.length === 0}
          />
          <ActionButton label={t('laundry.act.dry')} shortcut="A" onPress={dry} />
          <ActionButton
            label={t('laundry.handOver.other')}
            shortcut="N"
            onPress={() => {
              if (found !== null) openGuest({ ...found.guest, openVisits: [] }, by);
            }}
          />
          <CancelButton onPress={desk.close} />
        </>
      }
    >
      {failure !== null && <Notice tone="problem" title={sayFailure(failure, words)} />}
      <AnswerView answer={asked}>
        {({ visit, guest }) => (
          <section className="tag tag--home" aria-label={t('laundry.tag')}>
            <strong className="tag__number">{tagOf(visit)}</strong>
            <div className="tag__words">
              <strong className="guest__name">{guest.displayName}</strong>
              <span className="desk-choices__figure">{t('laundry.bags', { bags: visit.bags })}</span>
              <span>
                {guest.delegateNames.length === 0
                  ? t('laundry.guest.noDelegates')
                  : t('laundry.guest.delegates', { names: guest.delegateNames.join(', ') })}
              </span>
              {others.length > 0 && (
                <strong>
                  {t('laundry.handOver.more', { tags: others.map((each) => tagOf(each)).join(', ') })}
                </strong>
              )}
            </div>
          </section>
        )}
      </AnswerView>
    </Dialog>
  );
}
