import { v7 } from 'uuid';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { NumberField } from '../../ui/NumberField.tsx';

/** The last step has no upper size. Null quantity: still to be written. */
export type StepDraft = {
  /** Tells the lines apart while they come and go. */
  readonly key: string;
  readonly membersUpTo: number | null;
  readonly quantity: number | null;
};

const MOST_STEPS = 10;

/** "2 up to 3 members, 3 beyond": a line for each step. */
export function QuantitySteps(props: {
  readonly steps: readonly StepDraft[];
  readonly onChange: (steps: readonly StepDraft[]) => void;
  readonly isWrong: boolean;
}) {
  const { t } = useWords();
  const { steps, onChange } = props;
  const set = (at: number, change: Partial<StepDraft>) =>
    onChange(steps.map((step, index) => (index === at ? { ...step, ...change } : step)));
  const last = steps.length - 1;
  return (
    <fieldset className="catalogue-fieldset">
      <legend>{t('catalogue.limit.quantities')}</legend>
      {steps.map((step, at) => (
        <div key={step.key} className="catalogue-steps">
          {at === last ? (
            <p>{t(last === 0 ? 'catalogue.limit.everySize' : 'catalogue.limit.anySize')}</p>
          ) : (
            <NumberField
              label={t('catalogue.limit.membersUpTo')}
              value={step.membersUpTo}
              onChange={(membersUpTo) => set(at, { membersUpTo: membersUpTo ?? 0 })}
              min={1}
              max={99}
            />
          )}
          <NumberField
            label={t('catalogue.limit.pieces')}
            value={step.quantity}
            onChange={(quantity) => set(at, { quantity })}
            max={999}
          />
          {at === last ? (
            <ActionButton
              label={t('catalogue.limit.addStep')}
              shortcut="F6"
              isDisabled={steps.length >= MOST_STEPS}
              onPress={() => {
                const before = steps[last - 1]?.membersUpTo ?? 0;
                onChange([
                  ...steps.slice(0, last),
                  { key: v7(), membersUpTo: before + 1, quantity: null },
                  ...steps.slice(last),
                ]);
              }}
            />
          ) : (
            <ActionButton
              label={t('ui.delete')}
              tone="quiet"
              onPress={() => onChange(steps.filter((_, index) => index !== at))}
            />
          )}
        </div>
      ))}
      {props.isWrong && <Notice tone="warning" title={t('catalogue.limit.stepsWrong')} />}
    </fieldset>
  );
}
