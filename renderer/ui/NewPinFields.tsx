import { useWords } from '../i18n/WordsProvider.tsx';
import './field.css';
import { PinField } from './PinField.tsx';

/** A new PIN typed twice. `accepted` is set once both agree and are long enough. */
export type NewPin = { readonly first: string; readonly second: string; readonly accepted: string | null };

export const noNewPin: NewPin = { first: '', second: '', accepted: null };

export const MIN_PIN_DIGITS = 4;

/** Two fields, because a PIN is not seen while it is typed. */
export function NewPinFields(props: {
  readonly value: NewPin;
  readonly onChange: (value: NewPin) => void;
  /** Where nothing stands before them to be filled in. */
  readonly autoFocus?: boolean;
}) {
  const { t } = useWords();
  const { first, second } = props.value;
  const change = (next: { first: string; second: string }) =>
    props.onChange({
      ...next,
      accepted: next.first.length >= MIN_PIN_DIGITS && next.first === next.second ? next.first : null,
    });
  const isDifferent = second.length >= first.length && second !== '' && second !== first;
  return (
    <div className="new-pin">
      <PinField
        label={t('ui.pin.new')}
        hint={t('ui.pin.new.hint', { digits: MIN_PIN_DIGITS })}
        value={first}
        onChange={(next) => change({ first: next, second })}
        autoFocus={props.autoFocus}
      />
      <PinField
        label={t('ui.pin.again')}
        value={second}
        onChange={(next) => change({ first, second: next })}
        problem={isDifferent ? t('ui.pin.different') : null}
      />
    </div>
  );
}
