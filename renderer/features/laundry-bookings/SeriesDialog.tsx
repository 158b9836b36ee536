import { useState } from 'react';
import type { BookingGuest, SeriesWeek } from '../../../shared/contract/laundry-bookings-contract.ts';
import { type MachineId, operationIdSchema } from '../../../shared/domain/ids.ts';
import type { LaundryOverrideReason } from '../../../shared/domain/laundry-rules.ts';
import type { Slot } from '../../../shared/domain/laundry-slots.ts';
import { addDays, type LocalDate } from '../../../shared/domain/local-date.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { refusalText } from './refusal-text.ts';
import { formatSlot, formatWeekday } from './turn-words.ts';

/** A month: what most ask for. */
const USUAL_DAYS = 28;

/** "Every Tuesday until": shows week by week what can be booked before anything is. */
export function SeriesDialog(props: {
  readonly guest: BookingGuest;
  readonly machineId: MachineId;
  readonly machine: string;
  readonly slot: Slot;
  readonly onDone: (made: number, left: readonly SeriesWeek[]) => void;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { t, language } = words;
  const { guest, machineId, slot } = props;
  const make = useCommand('laundryBookings.makeSeries');
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [untilOn, setUntilOn] = useState<LocalDate | null>(addDays(slot.on, USUAL_DAYS));
  const [isAsking, setIsAsking] = useState(false);
  const wanted = { householdId: guest.householdId, machineId, slot, untilOn: untilOn ?? slot.on };
  const tried = useAnswer('laundryBookings.trySeries', wanted, { keepPrevious: true, isForgotten: true });
  const judged = tried.data?.ok ? tried.data.value : { weeks: [], needsReason: null };
  const free = judged.weeks.filter(({ refusal }) => refusal === null).length;
  const send = async (override?: LaundryOverrideReason) => {
    const given = override === undefined ? {} : { override };
    const answer = await make.mutateAsync({ operationId, ...wanted, ...given });
    if (!answer.ok) return;
    const { weeks } = answer.value;
    props.onDone(
      weeks.filter(({ refusal }) => refusal === null).length,
      weeks.filter(({ refusal }) => refusal !== null),
    );
  };
  if (isAsking && judged.needsReason !== null) {
    return (
      <ReasonDialog
        title={t('laundryBookings.override')}
        text={refusalText(judged.needsReason, words)}
        onChoose={(reason) => {
          setIsAsking(false);
          void send(reason);
        }}
        onClose={() => setIsAsking(false)}
      />
    );
  }
  const every = { day: formatWeekday(language, slot.on, 'long'), slot: formatSlot(slot) };
  return (
    <FormDialog
      title={t('laundryBookings.series.title', every)}
      size="wide"
      onClose={props.onClose}
      label={t('laundryBookings.series.make', { count: free })}
      isDisabled={free === 0 || untilOn === null}
      isBusy={make.isPending}
      onPress={() => (judged.needsReason === null ? void send() : setIsAsking(true))}
    >
      <div className="booking-dialog">
        <p>
          <strong>{guest.displayName}</strong>, {props.machine}
        </p>
        <DateField
          label={t('laundryBookings.series.until')}
          value={untilOn}
          onChange={setUntilOn}
          problem={untilOn !== null && untilOn < slot.on ? t('laundryBookings.series.before') : null}
          autoFocus
        />
        {tried.data?.ok === false && <FailureNotice failure={tried.data.error} />}
        {make.data?.ok === false && <FailureNotice failure={make.data.error} />}
        {judged.needsReason !== null && (
          <Notice tone="warning" title={refusalText(judged.needsReason, words)}>
            {t('laundryBookings.override.asked')}
          </Notice>
        )}
        <ul className="series-weeks">
          {judged.weeks.map(({ on, refusal }) => (
            <li key={on} className={refusal === null ? '' : 'series-weeks__no'}>
              {formatDate(on)}:{' '}
              {refusal === null ? t('laundryBookings.free') : t(`laundryBookings.refusal.${refusal}`)}
            </li>
          ))}
        </ul>
      </div>
    </FormDialog>
  );
}
