import { useState } from 'react';
import type { LaundryBoard, LaundryGuest } from '../../../shared/contract/laundry-contract.ts';
import { visitIdSchema } from '../../../shared/domain/ids.ts';
import { invoke } from '../../client/client.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { playSound } from '../../ui/sound.ts';
import { desk } from './desk.ts';
import { GuestFigures } from './GuestFigures.tsx';
import { LoadKey } from './LoadKey.tsx';
import { sayFailure } from './laundry-words.ts';

const MOST_BAGS = 20;

/** Laundry that comes: whose, how many bags, how much. Enter takes it in and goes on to the start. */
export function CheckInDialog(props: { readonly guest: LaundryGuest; readonly board: LaundryBoard }) {
  const words = useWords();
  const { t } = words;
  // One visit for as long as the dialog is open: Enter pressed twenty times is one check-in.
  const [visitId] = useState(() => visitIdSchema.parse(newId()));
  const [bags, setBags] = useState(1);
  const [kilograms, setKilograms] = useState<number | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<{ readonly type: string } | null>(null);
  const { householdId, cardId, cardProblem } = props.guest;
  const load = kilograms === null ? {} : { kilograms };
  const asked = useAnswer(
    'laundry.guest',
    { householdId, ...load },
    { isEnabled: kilograms !== null, keepPrevious: true, isForgotten: true },
  ).data;
  const proposal = asked?.ok === true ? asked.value.proposal : props.guest.proposal;
  const bookingId = proposal?.bookingId ?? props.guest.bookingsToday[0]?.bookingId;

  const checkIn = async () => {
    setIsBusy(true);
    const done = await invoke('laundry.checkIn', {
      visitId,
      householdId,
      bags,
      ...(cardId === null ? {} : { cardId }),
      ...(bookingId === undefined ? {} : { bookingId }),
    });
    setIsBusy(false);
    if (done.ok) {
      playSound('ok');
      desk.open({
        type: 'start',
        visitId,
        kind: 'washer',
        ...load,
        arrival: { isPrinting: done.value.isPrinting },
      });
      return;
    }
    playSound('refusal');
    setFailure(done.error);
  };
  const cardFailure = cardProblem === null ? null : { type: `card-${cardProblem}` };
  const shown = failure ?? cardFailure;
  return (
    <Dialog
      title={t('laundry.checkIn.title')}
      size="wide"
      onClose={desk.close}
      actions={
        <>
          <ActionButton
            label={t('laundry.checkIn.do')}
            shortcut="Enter"
            tone="primary"
            onPress={() => void checkIn()}
            isBusy={isBusy}
            isDisabled={cardProblem !== null}
            autoFocus
          />
          <CancelButton onPress={desk.close} />
        </>
      }
    >
      {shown !== null && <Notice tone="problem" title={sayFailure(shown, words)} />}
      <div className="desk-columns">
        <GuestFigures guest={props.guest} />
        <section className="desk-choices" aria-label={t('laundry.checkIn.what')}>
          <p className="desk-choices__figure">{t('laundry.bags', { bags })}</p>
          <div className="row">
            <ActionButton
              label={t('laundry.checkIn.more')}
              shortcut="+"
              onPress={() => setBags(Math.min(MOST_BAGS, bags + 1))}
            />
            <ActionButton
              label={t('laundry.checkIn.fewer')}
              shortcut="-"
              onPress={() => setBags(Math.max(1, bags - 1))}
              isDisabled={bags === 1}
            />
          </div>
          <LoadKey
            machines={props.board.machines}
            kind="washer"
            kilograms={kilograms}
            onChange={setKilograms}
          />
          <p>
            {proposal === null
              ? t('laundry.noMachineFree')
              : t('laundry.checkIn.proposal', { number: proposal.machineNumber })}
          </p>
        </section>
      </div>
    </Dialog>
  );
}
