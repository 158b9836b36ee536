import type { ReactNode } from 'react';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { DateField } from '../../ui/DateField.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { readPointsTable } from '../households/household-form-fields.ts';
import { AgeBonusFields, BandFields } from './BonusFields.tsx';
import type { SchemeDraft } from './scheme-draft.ts';

export interface FieldsProps {
  readonly draft: SchemeDraft;
  readonly set: (changed: Partial<SchemeDraft>) => void;
}

const MOST_POINTS = 100_000;

/** Every setting of a points scheme, in the order in which people tell it. */
export function SchemeFields(props: FieldsProps & { readonly children?: ReactNode }) {
  const { t } = useWords();
  return (
    <div className="scheme-fields">
      {props.children}
      <Group title={t('schemes.group.points')}>
        <AllowanceFields {...props} />
      </Group>
      <Group title={t('schemes.group.period')}>
        <PeriodFields {...props} />
      </Group>
      <Group title={t('schemes.group.bonus')}>
        <AgeBonusFields {...props} />
        <BandFields {...props} />
      </Group>
      <Group title={t('schemes.group.baby')}>
        <BabyFields {...props} />
      </Group>
      <Group title={t('schemes.group.quota')}>
        <QuotaFields {...props} />
      </Group>
      <Group title={t('schemes.group.carryOver')}>
        <CarryOverFields {...props} />
      </Group>
      <Group title={t('schemes.group.validity')}>
        <ValidityFields {...props} />
      </Group>
      <Group title={t('schemes.group.when')}>
        <WhenFields {...props} />
      </Group>
    </div>
  );
}

function Group(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className="card scheme-group">
      <legend>{props.title}</legend>
      <div className="scheme-group__fields">{props.children}</div>
    </fieldset>
  );
}

function AllowanceFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  const table = readPointsTable(draft.table);
  return (
    <>
      <SelectField
        label={t('schemes.allowance')}
        value={draft.allowance}
        onChange={(allowance) => set({ allowance })}
        choices={(['firstAndFurther', 'bySize'] as const).map((key) => ({
          key,
          label: t(`schemes.allowance.${key}`),
        }))}
      />
      {draft.allowance === 'bySize' ? (
        <TextField
          label={t('schemes.allowance.table')}
          hint={t('schemes.allowance.table.hint')}
          value={draft.table}
          onChange={(next) => set({ table: next })}
          problem={table.ok ? null : t('schemes.allowance.table.problem', table.error)}
        />
      ) : (
        <>
          <NumberField
            label={t('schemes.allowance.first')}
            value={draft.firstPoints}
            onChange={(firstPoints) => set({ firstPoints })}
            max={MOST_POINTS}
          />
          <NumberField
            label={t('schemes.allowance.further')}
            value={draft.furtherPoints}
            onChange={(furtherPoints) => set({ furtherPoints })}
            max={9_000}
          />
        </>
      )}
      <NumberField
        label={t('schemes.allowance.most')}
        hint={t('schemes.allowance.most.hint')}
        value={draft.mostPoints}
        onChange={(mostPoints) => set({ mostPoints })}
        max={MOST_POINTS}
      />
      <SelectField
        label={t('schemes.grows')}
        value={draft.whenHouseholdGrows}
        onChange={(whenHouseholdGrows) => set({ whenHouseholdGrows })}
        choices={(['nextPeriod', 'difference'] as const).map((key) => ({
          key,
          label: t(`schemes.grows.${key}`),
        }))}
      />
    </>
  );
}

function PeriodFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  const hasLength = draft.period === 'days' || draft.period === 'months';
  return (
    <>
      <SelectField
        label={t('schemes.period')}
        value={draft.period}
        onChange={(period) => set({ period })}
        choices={(['calendarMonth', 'days', 'months', 'entitlement'] as const).map((key) => ({
          key,
          label: t(`schemes.period.${key}`),
        }))}
      />
      {hasLength && (
        <>
          <NumberField
            label={t(draft.period === 'days' ? 'schemes.period.howManyDays' : 'schemes.period.howManyMonths')}
            value={draft.length}
            onChange={(length) => set({ length })}
            min={1}
            max={draft.period === 'days' ? 366 : 60}
          />
          <SelectField
            label={t('schemes.period.counted')}
            value={draft.counted}
            onChange={(counted) => set({ counted })}
            choices={(['right', 'day'] as const).map((key) => ({
              key,
              label: t(`schemes.period.counted.${key}`),
            }))}
          />
          {draft.counted === 'day' && (
            <DateField
              label={t('schemes.period.anchor')}
              value={draft.anchorOn}
              onChange={(anchorOn) => set({ anchorOn })}
            />
          )}
        </>
      )}
      <NumberField
        label={t('schemes.postDaysAhead')}
        hint={t('schemes.postDaysAhead.hint')}
        value={draft.postDaysAhead}
        onChange={(postDaysAhead) => set({ postDaysAhead })}
        max={31}
      />
    </>
  );
}

function BabyFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <CheckField
        label={t('schemes.baby')}
        hint={t('schemes.baby.hint')}
        value={draft.hasBaby}
        onChange={(hasBaby) => set({ hasBaby })}
      />
      {draft.hasBaby && (
        <>
          <NumberField
            label={t('schemes.baby.points')}
            value={draft.babyPoints}
            onChange={(babyPoints) => set({ babyPoints })}
            max={MOST_POINTS}
          />
          <NumberField
            label={t('schemes.baby.under')}
            value={draft.babyUnderMonths}
            onChange={(babyUnderMonths) => set({ babyUnderMonths })}
            min={1}
            max={216}
          />
          <NumberField
            label={t('schemes.baby.most')}
            hint={t('schemes.allowance.most.hint')}
            value={draft.babyMost}
            onChange={(babyMost) => set({ babyMost })}
            max={MOST_POINTS}
          />
        </>
      )}
    </>
  );
}

function QuotaFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <SelectField
        label={t('schemes.quota')}
        value={draft.quota}
        onChange={(quota) => set({ quota })}
        choices={(['none', 'share', 'points'] as const).map((key) => ({
          key,
          label: t(`schemes.quota.${key}`),
        }))}
      />
      {draft.quota === 'points' && (
        <NumberField
          label={t('schemes.quota.howMany')}
          value={draft.quotaPoints}
          onChange={(quotaPoints) => set({ quotaPoints })}
          min={1}
          max={MOST_POINTS}
        />
      )}
      {draft.quota === 'share' && (
        <NumberField
          label={t('schemes.quota.percent')}
          value={draft.quotaPercent}
          onChange={(quotaPercent) => set({ quotaPercent })}
          min={1}
          max={100}
        />
      )}
    </>
  );
}

function CarryOverFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <SelectField
        label={t('schemes.carryOver')}
        value={draft.carryOver}
        onChange={(carryOver) => set({ carryOver })}
        choices={(['none', 'capped', 'full'] as const).map((key) => ({
          key,
          label: t(`schemes.carryOver.${key}`),
        }))}
      />
      {draft.carryOver === 'capped' && (
        <NumberField
          label={t('schemes.carryOver.most')}
          value={draft.carryOverMost}
          onChange={(carryOverMost) => set({ carryOverMost })}
          max={MOST_POINTS}
        />
      )}
    </>
  );
}

function ValidityFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <NumberField
        label={t('schemes.validity.first')}
        value={draft.firstMonths}
        onChange={(firstMonths) => set({ firstMonths })}
        min={1}
        max={60}
      />
      <NumberField
        label={t('schemes.validity.renewal')}
        value={draft.renewalMonths}
        onChange={(renewalMonths) => set({ renewalMonths })}
        min={1}
        max={60}
      />
      <NumberField
        label={t('schemes.validity.mostRenewals')}
        hint={t('schemes.validity.mostRenewals.hint')}
        value={draft.mostRenewals}
        onChange={(mostRenewals) => set({ mostRenewals })}
        max={100}
      />
      <SelectField
        label={t('schemes.pause')}
        value={draft.pause}
        onChange={(pause) => set({ pause })}
        choices={(['none', 'each', 'lastRenewal'] as const).map((key) => ({
          key,
          label: t(`schemes.pause.${key}`),
        }))}
      />
      {draft.pause !== 'none' && (
        <>
          <NumberField
            label={t('schemes.pause.length')}
            value={draft.pauseLength}
            onChange={(pauseLength) => set({ pauseLength })}
            min={1}
            max={366}
          />
          <SelectField
            label={t('schemes.pause.unit')}
            value={draft.pauseUnit}
            onChange={(pauseUnit) => set({ pauseUnit })}
            choices={(['days', 'months'] as const).map((key) => ({ key, label: t(`schemes.unit.${key}`) }))}
          />
        </>
      )}
    </>
  );
}

function WhenFields({ draft, set }: FieldsProps) {
  const { t } = useWords();
  return (
    <DateField
      label={t('schemes.appliesFrom')}
      hint={t('schemes.appliesFrom.hint')}
      value={draft.appliesFrom}
      onChange={(appliesFrom) => set({ appliesFrom })}
    />
  );
}
