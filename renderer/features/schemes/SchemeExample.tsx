import { useState } from 'react';
import { addDays, addMonths, type LocalDate } from '../../../shared/domain/local-date.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Scheme } from '../../../shared/domain/scheme.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { AllowancePreview } from './AllowancePreview.tsx';
import { birthMonthOf, householdWords, readAges } from './example-household.ts';
import type { SchemePart } from './scheme-draft.ts';

const NO_BAND = 'none';

/** What the rules mean for one household that can be changed, in figures that somebody can check by hand. */
export function SchemeExample(props: {
  readonly read: Result<Scheme, readonly SchemePart[]>;
  readonly today: LocalDate;
}) {
  const words = useWords();
  const { t } = words;
  const { read, today } = props;
  const [size, setSize] = useState<number | null>(4);
  const [agesText, setAgesText] = useState('6m');
  const [band, setBand] = useState<string>(NO_BAND);
  const ages = readAges(agesText);
  const bands = read.ok ? read.value.iseeBands : [];
  const chosenBand = bands.find((each) => String(each.band) === band)?.band ?? null;
  return (
    <section className="card scheme-example">
      <h2>{t('schemes.example')}</h2>
      {read.ok && size !== null && ages.ok ? (
        <Preview scheme={read.value} size={size} ages={ages.value} band={chosenBand} today={today} />
      ) : (
        <Missing parts={read.ok ? [] : read.error} />
      )}
      <div className="scheme-example__household">
        <NumberField label={t('schemes.example.size')} value={size} onChange={setSize} min={1} max={30} />
        <TextField
          label={t('schemes.example.ages')}
          hint={t('schemes.example.ages.hint')}
          value={agesText}
          onChange={setAgesText}
          maxLength={60}
          problem={ages.ok ? null : t('schemes.example.ages.problem', ages.error)}
        />
        {bands.length > 0 && (
          <SelectField
            label={t('schemes.example.band')}
            value={chosenBand === null ? NO_BAND : band}
            onChange={setBand}
            choices={[
              { key: NO_BAND, label: t('schemes.example.noBand') },
              ...bands.map((each) => ({
                key: String(each.band),
                label: t('schemes.line.isee', { band: each.band, label: each.label }),
              })),
            ]}
          />
        )}
      </div>
    </section>
  );
}

function Preview(props: {
  readonly scheme: Scheme;
  readonly size: number;
  readonly ages: readonly number[];
  readonly band: number | null;
  readonly today: LocalDate;
}) {
  const words = useWords();
  const { scheme, today } = props;
  // From the first day on which these rules hold, for a right that begins then.
  const day = scheme.appliesFrom > today ? scheme.appliesFrom : today;
  const right = { startsOn: day, endsOn: addDays(addMonths(day, scheme.validity.firstMonths), -1) };
  const ages = props.ages.slice(0, props.size);
  return (
    <AllowancePreview
      who={householdWords(words, props.size, ages)}
      scheme={scheme}
      facts={{
        size: props.size,
        birthMonths: ages.map((age) => birthMonthOf(age, day)),
        iseeBand: props.band,
      }}
      right={right}
      day={day}
    />
  );
}

function Missing({ parts }: { readonly parts: readonly SchemePart[] }) {
  const { t, language } = useWords();
  const named = parts.map((part) => t(`schemes.part.${part}`));
  return (
    <p className="soft" role="status">
      {t('schemes.incomplete', { parts: new Intl.ListFormat(language).format(named), count: named.length })}
    </p>
  );
}
