import { type ReactNode, useState } from 'react';
import type { OperatorId } from '../../../shared/domain/ids.ts';
import { type OverrideReason, overrideReasonSchema } from '../../../shared/domain/till-rules.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PinField } from '../../ui/PinField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { sayRefusal } from './refusal-words.ts';
import type { Failed } from './till.ts';
import type { OverrideTarget } from './till-state.ts';
import { useTill, useTillState } from './use-till.ts';

type Authoriser = { readonly operatorId: OperatorId; readonly pin: string };

/** What is refused, why it is given all the same (one digit), and, without the right, somebody else's PIN. */
export function OverrideDialog(props: { readonly target: OverrideTarget }) {
  const { t } = useWords();
  const till = useTill();
  const mayOverride = useTillState(({ view }) => view?.mayOverride === true);
  const [reason, setReason] = useState<OverrideReason | null>(null);
  const [failure, setFailure] = useState<Failed | null>(null);
  const { lineId } = props.target;
  const override = async (why: OverrideReason, authoriser: Authoriser | null) => {
    const input = {
      reason: why,
      ...(lineId === null ? {} : { lineId }),
      ...(authoriser === null ? {} : { authoriser }),
    };
    setFailure(
      await till.answer('till.override', input, { tone: 'ok', id: 'till.said.overridden', canUndo: true }),
    );
  };
  const choose = (why: OverrideReason) => {
    setReason(why);
    if (mayOverride) void override(why, null);
  };
  const told = (
    <>
      <RefusedGoods target={props.target} />
      <OverrideFailed failure={failure} />
    </>
  );
  if (reason !== null && !mayOverride) {
    return (
      <OtherOperatorDialog reason={reason} onAuthorise={(authoriser) => override(reason, authoriser)}>
        {told}
      </OtherOperatorDialog>
    );
  }
  return (
    <Dialog
      title={t('till.override.title')}
      onClose={till.close}
      actions={<CancelButton onPress={till.close} />}
    >
      {told}
      <Reasons onChoose={choose} />
    </Dialog>
  );
}

function RefusedGoods(props: { readonly target: OverrideTarget }) {
  const words = useWords();
  const view = useTillState((state) => state.view);
  if (view === null) return null;
  return (
    <ul className="override__refused" aria-label={words.t('till.override.of')}>
      {props.target.refusals.map((refusal) => {
        const { title } = sayRefusal(refusal, view, words);
        return <li key={title}>{title}</li>;
      })}
    </ul>
  );
}

function Reasons(props: { readonly onChoose: (reason: OverrideReason) => void }) {
  const { t } = useWords();
  return (
    <fieldset className="override__reasons">
      <legend>{t('till.override.reason')}</legend>
      {overrideReasonSchema.options.map((reason, index) => (
        <ActionButton
          key={reason}
          label={t(`till.override.reason.${reason}`)}
          shortcut={String(index + 1)}
          onPress={() => props.onChoose(reason)}
          autoFocus={index === 0}
          isWide
        />
      ))}
    </fieldset>
  );
}

function OtherOperatorDialog(props: {
  readonly reason: OverrideReason;
  readonly onAuthorise: (authoriser: Authoriser) => Promise<void>;
  readonly children: ReactNode;
}) {
  const { t } = useWords();
  const { close } = useTill();
  const authorisers = useAnswer('till.authorisers', {}).data;
  const [chosen, setChosen] = useState<OperatorId | null>(null);
  const [pin, setPin] = useState('');
  const known = authorisers?.ok === true ? authorisers.value : [];
  const operatorId = chosen ?? known[0]?.operatorId ?? null;
  const isReady = operatorId !== null && pin.length >= 4;
  const authorise = async () => {
    if (operatorId === null || !isReady) return;
    setPin('');
    await props.onAuthorise({ operatorId, pin });
  };
  const isNobodyThere = authorisers?.ok === true && known.length === 0;
  return (
    <Dialog
      title={t('till.override.title')}
      onClose={close}
      actions={
        <>
          {!isNobodyThere && (
            <ActionButton
              label={t('till.override.do')}
              shortcut="Enter"
              tone="primary"
              onPress={() => void authorise()}
              isDisabled={!isReady}
            />
          )}
          <CancelButton onPress={close} />
        </>
      }
    >
      {props.children}
      {isNobodyThere ? (
        <Notice tone="warning" title={t('till.override.nobody')} />
      ) : (
        <>
          <p>
            <strong>
              {t('till.override.chosen', { reason: t(`till.override.reason.${props.reason}`) })}
            </strong>
          </p>
          <p>{t('till.override.notYou')}</p>
          <SelectField
            label={t('till.override.who')}
            value={operatorId}
            onChange={setChosen}
            choices={known.map((each) => ({ key: each.operatorId, label: each.displayName }))}
          />
          <PinField
            label={t('till.override.pin')}
            value={pin}
            onChange={setPin}
            onSubmit={() => void authorise()}
            maxLength={12}
            autoFocus
          />
        </>
      )}
    </Dialog>
  );
}

function OverrideFailed(props: { readonly failure: Failed | null }) {
  const { t } = useWords();
  const { failure } = props;
  const wait = failure !== null && 'waitSeconds' in failure ? Number(failure.waitSeconds) : 0;
  switch (failure?.type) {
    case 'OverrideNotAllowed':
      return <Notice tone="warning" title={t('till.override.notAllowed')} />;
    case 'WrongPin':
      return <Notice tone="warning" title={t('till.override.wrongPin', { wait })} />;
    case 'WaitBeforeNextTry':
      return <Notice tone="warning" title={t('till.override.wait', { wait })} />;
    case 'BasketChanged':
      return <Notice tone="warning" title={t('till.override.basketChanged')} />;
    case 'LineGone':
      return <Notice tone="warning" title={t('till.override.lineGone')} />;
    default:
      return null;
  }
}
