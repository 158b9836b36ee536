import { useState } from 'react';
import type { Answer } from '../../../shared/contract/contract.ts';
import type { NetworkView } from '../../../shared/contract/hub-network-contract.ts';
import {
  FLOOR_UNITS,
  type FloorCaps,
  type FloorLimit,
  type FloorUnit,
  floorExposure,
  MOST_FLOOR,
} from '../../../shared/domain/floor-limit.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { sentAndTaken, useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { amountWords } from '../credit/credit-words.ts';

/** What is proposed where nothing was ever allowed: about one purchase, and ten. */
const PROPOSED: Pick<FloorLimit, 'perHousehold' | 'perDevice'> = {
  perHousehold: { points: 20, cents: 2000, washes: 1 },
  perDevice: { points: 200, cents: 20_000, washes: 10 },
};

const newOperationId = () => operationIdSchema.parse(newId());

/** What counters may let out while the hub gives no word: off, or within two caps, with what that may cost at worst. */
export function FloorTab({ view }: { readonly view: NetworkView }) {
  const answer = useAnswer('hubNetwork.floor', {});
  const counters = view.devices.filter(({ state }) => state === 'active').length;
  return (
    <AnswerView answer={answer.data}>{(saved) => <Form saved={saved} counters={counters} />}</AnswerView>
  );
}

function Form({ saved, counters }: { readonly saved: FloorLimit; readonly counters: number }) {
  const words = useWords();
  const { t } = words;
  const save = useCommand('hubNetwork.setFloor');
  const [edited, setLimit] = useState<FloorLimit | null>(null);
  const [operationId, setOperationId] = useState(newOperationId);
  const [isAsking, setIsAsking] = useState(false);
  const limit = edited ?? saved;
  const isChanged = JSON.stringify(limit) !== JSON.stringify(saved);
  const isSaved = sentAndTaken(save)?.limit === limit;
  usePageLeaving({ isChanged: isChanged && !isSaved, isSaving: save.isPending });
  // Once it is what holds, it follows what others save.
  if (edited !== null && !isChanged) setLimit(null);
  const worst = t('sync.floor.worst', {
    count: counters,
    amounts: capsWords(words, floorExposure(limit, counters)),
  });
  const turn = (isOn: boolean) => {
    const isEmpty = FLOOR_UNITS.every((unit) => limit.perDevice[unit] === 0);
    setLimit({ ...limit, ...(isOn && isEmpty ? PROPOSED : {}), isOn });
  };
  const close = (answer: Answer<'hubNetwork.setFloor'>) => {
    if (!answer.ok) return;
    setOperationId(newOperationId());
    setIsAsking(false);
  };
  return (
    <div className="sync__form">
      <p>{t('sync.floor.what')}</p>
      <CheckField
        label={t('sync.floor.isOn')}
        hint={t('sync.floor.isOn.hint')}
        value={limit.isOn}
        onChange={turn}
      />
      {limit.isOn && (
        <div className="sync__caps">
          <Caps
            label={t('sync.floor.perHousehold')}
            caps={limit.perHousehold}
            onChange={(perHousehold) => setLimit({ ...limit, perHousehold })}
          />
          <Caps
            label={t('sync.floor.perDevice')}
            caps={limit.perDevice}
            onChange={(perDevice) => setLimit({ ...limit, perDevice })}
          />
        </div>
      )}
      <div className="sync__row">
        <ActionButton
          label={t('administration.save')}
          shortcut="F9"
          tone="primary"
          isDisabled={!isChanged}
          onPress={() => {
            save.reset();
            setIsAsking(true);
          }}
        />
        {limit.isOn && <Notice tone="info" title={worst} />}
      </div>
      {save.data?.ok === true && !isChanged && <Notice tone="ok" title={t('administration.saved')} />}
      {isAsking && (
        <FormDialog
          title={t(limit.isOn ? 'sync.floor.confirm.on' : 'sync.floor.confirm.off')}
          size="wide"
          onClose={() => setIsAsking(false)}
          label={t('sync.floor.confirm')}
          isBusy={save.isPending}
          onPress={() => {
            if (!save.isPending) save.mutate({ operationId, limit }, { onSuccess: close });
          }}
        >
          {save.data?.ok === false && <FailureNotice failure={save.data.error} />}
          <p>{limit.isOn ? worst : t('sync.floor.off')}</p>
          {limit.isOn && <p>{t('sync.floor.loss')}</p>}
        </FormDialog>
      )}
    </div>
  );
}

function Caps(props: {
  readonly label: string;
  readonly caps: FloorCaps;
  readonly onChange: (caps: FloorCaps) => void;
}) {
  const { t } = useWords();
  const inEuro = (unit: FloorUnit) => (unit === 'cents' ? 100 : 1);
  return (
    <section aria-label={props.label}>
      <h2>{props.label}</h2>
      <div className="field-grid">
        {FLOOR_UNITS.map((unit) => (
          <NumberField
            key={unit}
            label={t(`sync.floor.unit.${unit}`)}
            value={props.caps[unit] / inEuro(unit)}
            onChange={(value) =>
              props.onChange({ ...props.caps, [unit]: Math.round((value ?? 0) * inEuro(unit)) })
            }
            max={MOST_FLOOR[unit] / inEuro(unit)}
          />
        ))}
      </div>
    </section>
  );
}

/** `400 punti, 400,00 € e 20 lavaggi`. */
const capsWords = (words: Words, caps: FloorCaps): string =>
  FLOOR_UNITS.map((unit) => amountWords(words, unit, caps[unit])).join(', ');
