import { useState } from 'react';
import type { Answer } from '../../../shared/contract/contract.ts';
import type { LaundryBoard, LaundryGuest, VisitTile } from '../../../shared/contract/laundry-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { desk, openGuest, type StartOf } from './desk.ts';
import { GuestFigures } from './GuestFigures.tsx';
import { LoadKey } from './LoadKey.tsx';
import { costWords, machineName, sayFailure } from './laundry-words.ts';
import { OverrideReasons } from './OverrideReasons.tsx';
import { TagNotice } from './TagNotice.tsx';
import { type StartForm, useStart } from './use-start.ts';

/** Laundry that is here and a machine for it: Enter starts, and takes the credit. Esc leaves it waiting. */
export function StartDialog(props: { readonly of: StartOf; readonly board: LaundryBoard }) {
  const { t } = useWords();
  const { of } = props;
  const [kilograms, setKilograms] = useState<number | null>(of.kilograms ?? null);
  const load = kilograms === null ? {} : { kilograms };
  const question = { visitId: of.visitId, kind: of.kind, ...load };
  const asked = useAnswer('laundry.visit', question, { keepPrevious: true, isForgotten: true }).data;
  const programmes = useAnswer('laundry.programmes', {}).data;
  // The number of the tag and the key that starts come up together: an Enter upon the one is never lost to the other.
  if (asked?.ok === true && programmes !== undefined) {
    return (
      <StartQuestion
        of={of}
        board={props.board}
        visit={asked.value.visit}
        guest={asked.value.guest}
        programmes={programmes}
        kilograms={kilograms}
        onLoad={setKilograms}
      />
    );
  }
  return (
    <Dialog
      title={t(`laundry.start.title.${of.kind}`)}
      onClose={desk.close}
      actions={<ActionButton label={t('ui.close')} shortcut="Escape" onPress={desk.close} />}
    >
      <AnswerView answer={asked}>{() => null}</AnswerView>
    </Dialog>
  );
}

type StartProps = {
  readonly of: StartOf;
  readonly board: LaundryBoard;
  readonly visit: VisitTile;
  readonly guest: LaundryGuest;
  readonly programmes: Answer<'laundry.programmes'>;
  readonly kilograms: number | null;
  readonly onLoad: (kilograms: number) => void;
};

function StartQuestion(props: StartProps) {
  const words = useWords();
  const { t } = words;
  const { of, visit, guest, programmes } = props;
  const form = useStart(of, props.board, visit, guest, programmes.ok ? programmes.value : null);
  const { machine, programme } = form;
  return (
    <Dialog
      title={t(`laundry.start.title.${of.kind}`)}
      size="wide"
      onClose={desk.close}
      actions={
        <>
          <ActionButton
            label={
              machine === null
                ? t('laundry.noMachineFree')
                : t('laundry.start.do', { name: machineName(machine, words) })
            }
            shortcut="Enter"
            tone="primary"
            onPress={() => void form.start()}
            isBusy={form.isBusy}
            isDisabled={machine === null || programme === null}
            autoFocus
          />
          <ActionButton label={t('laundry.start.later')} shortcut="Escape" onPress={desk.close} />
          {of.arrival === undefined && of.movesFrom === undefined && visit.state === 'waiting' && (
            <ActionButton
              label={t('laundry.handOver.other')}
              shortcut="N"
              tone="quiet"
              onPress={() => openGuest({ ...guest, openVisits: [] }, 'card')}
            />
          )}
        </>
      }
    >
      {!programmes.ok && <FailureNotice failure={programmes.error} />}
      {of.said !== undefined && <Notice tone="ok" title={of.said} />}
      <StartFailure form={form} />
      <div className="desk-columns">
        <div className="stack">
          <TagNotice visit={visit} arrival={of.arrival} />
          <GuestFigures guest={guest} />
        </div>
        <StartChoices {...props} form={form} />
      </div>
    </Dialog>
  );
}

/** What is chosen for the start, each with the key that changes it, and what it takes. */
function StartChoices(
  props: StartProps & {
    readonly form: StartForm;
  },
) {
  const words = useWords();
  const { t } = words;
  const { of, board, kilograms, onLoad, form } = props;
  const { machine, programme } = form;
  return (
    <section className="desk-choices" aria-label={t('laundry.start.what')}>
      {form.machines.length > 0 && (
        <ActionButton
          label={
            machine === null
              ? t('laundry.start.noMachine')
              : t('laundry.start.machine', {
                  name: machineName(machine, words),
                  kilograms: machine.capacityKilograms,
                })
          }
          shortcut="M"
          onPress={form.nextMachine}
          isWide
        />
      )}
      {programme !== null && (
        <ActionButton
          label={t('laundry.start.programme', {
            name: programme.name[words.language],
            temperature: programme.temperature ?? 'none',
            minutes: programme.minutes,
          })}
          shortcut="P"
          onPress={form.nextProgramme}
          isWide
        />
      )}
      <LoadKey
        machines={board.machines}
        kind={of.kind}
        kilograms={kilograms}
        onChange={(chosen) => {
          onLoad(chosen);
          form.forgetMachine();
        }}
      />
      {form.detergent !== null && (
        <ActionButton
          label={t('laundry.start.detergent', {
            doses: form.doses,
            cost: costWords([form.detergent], words),
          })}
          shortcut="D"
          onPress={form.nextDoses}
          isWide
        />
      )}
      <p className="desk-choices__figure">
        {t('laundry.start.cost', { cost: costWords(form.charges, words) })}
      </p>
    </section>
  );
}

/** Why it does not start; what a reason lifts asks for one. */
function StartFailure(props: { readonly form: StartForm }) {
  const words = useWords();
  const { failure } = props.form;
  if (failure === null) return null;
  const isLifted = failure.type === 'CapReached' || failure.type === 'MachineBooked';
  return (
    <>
      <Notice tone="problem" title={sayFailure(failure, words)} />
      {isLifted && <OverrideReasons onChoose={(reason) => void props.form.start(reason)} />}
    </>
  );
}
