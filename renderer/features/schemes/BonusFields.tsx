import { useState } from 'react';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { FieldsProps } from './SchemeFields.tsx';
import type { AgeBonusDraft, BandDraft } from './scheme-draft.ts';

const MOST_BONUSES = 10;
const MOST_BANDS = 20;
const MOST_POINTS = 100_000;
const MOST_EURO = 1_000_000;

const NEW_BONUS: Omit<AgeBonusDraft, 'row'> = { from: 0, under: 18, unit: 'years', points: null };
const NEW_BAND: Omit<BandDraft, 'row'> = {
  label: '',
  upTo: null,
  over67UpTo: null,
  renewalUpTo: null,
  bonusPoints: null,
  pointsPerMember: null,
};

/** A row that a key has just added may lie below what is in sight; the keyboard goes there without scrolling. */
const bringIntoSight = (row: HTMLElement | null): void => row?.scrollIntoView({ block: 'center' });

/** Points for each person of an age, one row each. */
export function AgeBonusFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  const rows = draft.ageBonuses;
  const [added, setAdded] = useState<number | null>(null);
  const change = (place: number, changed: Partial<AgeBonusDraft>) =>
    set({ ageBonuses: rows.map((row) => (row.row === place ? { ...row, ...changed } : row)) });
  return (
    <div className="scheme-rows">
      {rows.map((row) => (
        <fieldset key={row.row} className="scheme-row" ref={row.row === added ? bringIntoSight : null}>
          <legend>{t('schemes.bonus.age', { number: row.row })}</legend>
          <NumberField
            label={t('schemes.bonus.from')}
            value={row.from}
            onChange={(from) => change(row.row, { from })}
            max={1_200}
            autoFocus={row.row === added}
          />
          <NumberField
            label={t('schemes.bonus.under')}
            value={row.under}
            onChange={(under) => change(row.row, { under })}
            min={1}
            max={1_200}
          />
          <SelectField
            label={t('schemes.bonus.unit')}
            value={row.unit}
            onChange={(unit) => change(row.row, { unit })}
            choices={(['years', 'months'] as const).map((key) => ({ key, label: t(`schemes.unit.${key}`) }))}
          />
          <NumberField
            label={t('schemes.bonus.points')}
            value={row.points}
            onChange={(points) => change(row.row, { points })}
            max={MOST_POINTS}
          />
        </fieldset>
      ))}
      <div className="row">
        <ActionButton
          label={t('schemes.bonus.add')}
          shortcut="F6"
          isDisabled={rows.length >= MOST_BONUSES}
          onPress={() => {
            setAdded(rows.length + 1);
            set({ ageBonuses: [...rows, { ...NEW_BONUS, row: rows.length + 1 }] });
          }}
        />
        {rows.length > 0 && (
          <ActionButton
            label={t('schemes.bonus.remove')}
            shortcut="Shift+F6"
            tone="quiet"
            onPress={() => set({ ageBonuses: rows.slice(0, -1) })}
          />
        )}
      </div>
    </div>
  );
}

/** Bands of ISEE, from the one that has least, one row each. */
export function BandFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  const rows = draft.bands;
  const [added, setAdded] = useState<number | null>(null);
  const change = (place: number, changed: Partial<BandDraft>) =>
    set({ bands: rows.map((row) => (row.row === place ? { ...row, ...changed } : row)) });
  return (
    <div className="scheme-rows">
      {rows.map((row) => (
        <fieldset key={row.row} className="scheme-row" ref={row.row === added ? bringIntoSight : null}>
          <legend>{t('schemes.band', { number: row.row })}</legend>
          <TextField
            label={t('schemes.band.label')}
            value={row.label}
            onChange={(label) => change(row.row, { label })}
            maxLength={60}
            autoFocus={row.row === added}
          />
          <NumberField
            label={t('schemes.band.upTo')}
            value={row.upTo}
            onChange={(upTo) => change(row.row, { upTo })}
            decimals={2}
            max={MOST_EURO}
          />
          <NumberField
            label={t('schemes.band.over67')}
            value={row.over67UpTo}
            onChange={(over67UpTo) => change(row.row, { over67UpTo })}
            decimals={2}
            max={MOST_EURO}
          />
          <NumberField
            label={t('schemes.band.renewal')}
            value={row.renewalUpTo}
            onChange={(renewalUpTo) => change(row.row, { renewalUpTo })}
            decimals={2}
            max={MOST_EURO}
          />
          <NumberField
            label={t('schemes.band.points')}
            value={row.bonusPoints}
            onChange={(bonusPoints) => change(row.row, { bonusPoints })}
            max={MOST_POINTS}
          />
          <NumberField
            label={t('schemes.band.perMember')}
            value={row.pointsPerMember}
            onChange={(pointsPerMember) => change(row.row, { pointsPerMember })}
            max={9_000}
          />
        </fieldset>
      ))}
      <div className="row">
        <ActionButton
          label={t('schemes.band.add')}
          shortcut="F7"
          isDisabled={rows.length >= MOST_BANDS}
          onPress={() => {
            setAdded(rows.length + 1);
            set({ bands: [...rows, { ...NEW_BAND, row: rows.length + 1 }] });
          }}
        />
        {rows.length > 0 && (
          <ActionButton
            label={t('schemes.band.remove')}
            shortcut="Shift+F7"
            tone="quiet"
            onPress={() => set({ bands: rows.slice(0, -1) })}
          />
        )}
      </div>
    </div>
  );
}
