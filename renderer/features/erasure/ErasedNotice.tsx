import { type ReactNode, useState } from 'react';
import type { ErasureProgress } from '../../../shared/contract/erasure-contract.ts';
import type { HouseholdView } from '../../../shared/contract/households-contract.ts';
import { householdShortCode } from '../../../shared/domain/household-code.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useHasRole } from '../session/session-context.ts';
import { FilesToDestroyNotice } from './FilesToDestroy.tsx';

/** Says that a household was erased, why, and for the office on how many counters it is so by now. */
export function ErasedNotice(props: {
  readonly householdId: HouseholdId;
  readonly erased: NonNullable<HouseholdView['erased']>;
  readonly onSaid: (said: string | null) => void;
}) {
  const isOffice = useHasRole('office');
  return isOffice ? (
    <OfficeNotice {...props} />
  ) : (
    <Words householdId={props.householdId} erased={props.erased} />
  );
}

function Words(props: {
  readonly householdId: HouseholdId;
  readonly erased: NonNullable<HouseholdView['erased']>;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  const { t } = useWords();
  const { on, reason } = props.erased;
  return (
    <Notice
      tone="info"
      title={t('erasure.notice', {
        code: householdShortCode(props.householdId),
        on: formatDate(on),
        reason: t(`erasure.reason.${reason}`),
      })}
      actions={props.actions}
    >
      <p>{t('erasure.explained')}</p>
      {props.children}
    </Notice>
  );
}

function OfficeNotice({ householdId, erased, onSaid }: Parameters<typeof ErasedNotice>[0]) {
  const { t } = useWords();
  const progress = useAnswer('erasure.progress', { householdId }, { isForgotten: true });
  const repeat = useCommand('erasure.repeat');
  const isAlone = progress.data?.ok === true && progress.data.value.type === 'alone';
  // One id until it is done: pressing twice orders once.
  const [operationId, setOperationId] = useState(() => operationIdSchema.parse(newId()));
  const again = async () => {
    const answer = await repeat.mutateAsync({ operationId, householdId });
    if (!answer.ok) return;
    setOperationId(operationIdSchema.parse(newId()));
    onSaid(t('erasure.repeated'));
  };
  return (
    <>
      {repeat.data?.ok === false && <FailureNotice failure={repeat.data.error} />}
      {progress.data?.ok === false && <FailureNotice failure={progress.data.error} />}
      <FilesToDestroyNotice isOffice />
      <Words
        householdId={householdId}
        erased={erased}
        actions={
          <div className="stack">
            {!isAlone && (
              <ActionButton
                label={t('erasure.progress.look')}
                shortcut="F5"
                isBusy={progress.isFetching}
                onPress={() => void progress.refetch()}
              />
            )}
            <ActionButton
              label={t('erasure.repeat')}
              shortcut="Shift+F2"
              isBusy={repeat.isPending}
              onPress={() => void again()}
            />
          </div>
        }
      >
        {progress.data?.ok === true && <ProgressWords progress={progress.data.value} />}
        {!isAlone && <p>{t('erasure.repeat.when')}</p>}
      </Words>
    </>
  );
}

function ProgressWords({ progress }: { readonly progress: ErasureProgress }) {
  const { t } = useWords();
  if (progress.type !== 'network') return <p>{t(`erasure.progress.${progress.type}`)}</p>;
  const { devices, doneAt, waitingFor } = progress;
  const names = waitingFor.map((name) => name ?? t('sync.net.unnamed')).join(', ');
  return (
    <p>
      <strong>{t('erasure.progress.network', { doneAt, devices })}.</strong>
      {waitingFor.length > 0 && <> {t('erasure.progress.waiting', { names })}</>}
    </p>
  );
}
