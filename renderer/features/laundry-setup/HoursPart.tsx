import { useState } from 'react';
import type { LaundryRules } from '../../../shared/domain/laundry-rules.ts';
import { addDays, localDateSchema } from '../../../shared/domain/local-date.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { formatWeekday } from '../laundry-bookings/turn-words.ts';
import { closuresToText, openingsToText, textToClosures, textToOpenings } from './hours-text.ts';
import { RulesActions } from './RulesActions.tsx';
import { useLaundryRules } from './use-laundry-rules.ts';

/** Opening hours of each day of the week, how they are cut into turns, and days of closure. */
export function HoursPart() {
  const answer = useAnswer('laundrySetup.read', {});
  return <AnswerView answer={answer.data}>{({ rules }) => <Hours saved={rules} />}</AnswerView>;
}

/** A Monday: only its name and those of the six days after it are said. */
const SOME_MONDAY = localDateSchema.parse('2026-11-23');

function Hours(props: { readonly saved: LaundryRules }) {
  const { t, language } = useWords();
  const { saved } = props;
  const form = useLaundryRules(saved);
  // What was not touched follows what others save.
  const [typedOpenings, setOpenings] = useState<Readonly<Record<number, string>>>({});
  const [typedClosures, setClosures] = useState<string | null>(null);
  const [typedMinutes, setSlotMinutes] = useState<number | null | undefined>(undefined);
  const openings = saved.hours.openings.map(
    (each, weekday) => typedOpenings[weekday] ?? openingsToText(each),
  );
  const closures = typedClosures ?? closuresToText(saved.hours.closures);
  const slotMinutes = typedMinutes === undefined ? saved.hours.slotMinutes : typedMinutes;
  const read = openings.map(textToOpenings);
  const days = textToClosures(closures);
  const complete = read.flatMap((each) => (each === null ? [] : [each]));
  const isReady = complete.length === read.length && days !== null && slotMinutes !== null;
  const hours = { openings: complete, closures: days ?? [], slotMinutes: slotMinutes ?? 0 };
  return (
    <>
      <div className="laundry-setup__scroll">
        <p>{t('laundrySetup.hours.hint')}</p>
        <div className="laundry-setup__week">
          {openings.map((text, weekday) => (
            <TextField
              key={SOME_MONDAY + String(weekday)}
              label={formatWeekday(language, addDays(SOME_MONDAY, weekday), 'long')}
              value={text}
              placeholder={t('laundrySetup.hours.closed')}
              onChange={(next) => setOpenings((before) => ({ ...before, [weekday]: next }))}
              problem={read[weekday] === null ? t('laundrySetup.hours.problem') : null}
              maxLength={60}
            />
          ))}
          <NumberField
            label={t('laundrySetup.slotMinutes')}
            hint={t('laundrySetup.slotMinutes.hint')}
            value={slotMinutes}
            onChange={setSlotMinutes}
            min={15}
            max={480}
          />
        </div>
        <TextField
          label={t('laundrySetup.closures')}
          hint={t('laundrySetup.closures.hint')}
          problem={days === null ? t('laundrySetup.closures.problem') : null}
          value={closures}
          onChange={setClosures}
          isLong
        />
      </div>
      <RulesActions
        siteId={saved.siteId}
        outcome={form.outcome}
        isReady={isReady}
        isChanged={isReady ? JSON.stringify(hours) !== JSON.stringify(orderOf(saved.hours)) : true}
        isSaved={form.isSaved({ ...saved, hours })}
        isBusy={form.isBusy}
        onSave={() => form.send({ ...saved, hours })}
      />
    </>
  );
}

/** The fields in the order in which they are written above, so that two of the same say the same. */
const orderOf = ({ openings, closures, slotMinutes }: LaundryRules['hours']) => ({
  openings,
  closures,
  slotMinutes,
});
