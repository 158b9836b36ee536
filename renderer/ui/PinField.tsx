import { TextField as AriaTextField, Input } from 'react-aria-components';
import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';
import './field.css';
import { FieldLabel, FieldNotes, type FieldProps } from './TextField.tsx';

export interface PinFieldProps extends FieldProps {
  readonly value: string;
  /** Digits only: whatever else is typed or pasted is left out. */
  readonly onChange: (value: string) => void;
  readonly onSubmit?: (() => void) | undefined;
  readonly maxLength?: number | undefined;
  /** Digits to press with a finger or a mouse, below the field. */
  readonly hasKeypad?: boolean | undefined;
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * A PIN, hidden while it is typed. It is no password field to the browser, which would offer to keep the
 * PIN on a PC that many people share.
 */
export function PinField(props: PinFieldProps) {
  const { t } = useWords();
  const { value, onChange, maxLength = 8 } = props;
  const change = (next: string) => onChange(next.replace(/\D/g, '').slice(0, maxLength));
  return (
    <div className="pin-field">
      <AriaTextField
        className="field"
        value={value}
        onChange={change}
        maxLength={maxLength}
        inputMode="numeric"
        autoComplete="off"
        autoFocus={props.autoFocus ?? false}
        isDisabled={props.isDisabled ?? false}
        isRequired={props.isRequired ?? false}
        isInvalid={typeof props.problem === 'string'}
        validationBehavior="aria"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && props.onSubmit !== undefined) {
            event.preventDefault();
            props.onSubmit();
          } else event.continuePropagation();
        }}
      >
        <FieldLabel label={props.label} />
        <Input className="field__input" />
        <FieldNotes hint={props.hint} problem={props.problem} />
      </AriaTextField>
      {props.hasKeypad && (
        <fieldset className="pin-field__keypad" aria-label={t('ui.pin.keypad')}>
          {DIGITS.map((digit) => (
            <ActionButton key={digit} label={digit} onPress={() => change(value + digit)} />
          ))}
          <ActionButton label={t('ui.delete')} tone="quiet" onPress={() => change(value.slice(0, -1))} />
          <ActionButton label="0" onPress={() => change(`${value}0`)} />
          <ActionButton label="OK" tone="primary" onPress={() => props.onSubmit?.()} />
        </fieldset>
      )}
    </div>
  );
}
