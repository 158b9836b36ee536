import type { ReactNode, Ref } from 'react';
import { TextField as AriaTextField, FieldError, Input, Label, Text, TextArea } from 'react-aria-components';
import { useWords } from '../i18n/WordsProvider.tsx';
import './field.css';
import { Icon } from './Icon.tsx';

/** What every field takes. `problem` is a whole sentence; while it is there the field is marked. */
export interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | null | undefined;
  readonly isRequired?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly onBlur?: (() => void) | undefined;
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Enter in the field. Without it Enter goes to the screen's own `Enter` shortcut. */
  readonly onSubmit?: (() => void) | undefined;
  readonly maxLength?: number | undefined;
  readonly placeholder?: string | undefined;
  readonly inputMode?: 'text' | 'numeric' | 'decimal' | 'search' | undefined;
  /** More than one line. */
  readonly isLong?: boolean | undefined;
  /** Figures: large and narrow. */
  readonly isFigure?: boolean | undefined;
  readonly inputRef?: Ref<HTMLInputElement> | undefined;
}

/** One text with its label above. Limited to 200 characters (2,000 when long) unless `maxLength` says otherwise. */
export function TextField(props: TextFieldProps) {
  const isInvalid = typeof props.problem === 'string';
  const className = `field__input${props.isFigure ? ' field__input--figure' : ''}`;
  return (
    <AriaTextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      maxLength={props.maxLength ?? (props.isLong ? 2000 : 200)}
      inputMode={props.inputMode ?? 'text'}
      autoComplete="off"
      spellCheck="false"
      autoFocus={props.autoFocus ?? false}
      isRequired={props.isRequired ?? false}
      isDisabled={props.isDisabled ?? false}
      isInvalid={isInvalid}
      validationBehavior="aria"
      {...(props.onBlur === undefined ? {} : { onBlur: props.onBlur })}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !props.isLong && props.onSubmit !== undefined) {
          event.preventDefault();
          props.onSubmit();
        } else event.continuePropagation();
      }}
    >
      <FieldLabel label={props.label} isRequired={props.isRequired} />
      {props.isLong ? (
        <TextArea className={className} placeholder={props.placeholder ?? ''} />
      ) : (
        <Input className={className} placeholder={props.placeholder ?? ''} ref={props.inputRef ?? null} />
      )}
      <FieldNotes hint={props.hint} problem={props.problem} />
    </AriaTextField>
  );
}

export function FieldLabel(props: { readonly label: string; readonly isRequired?: boolean | undefined }) {
  const { t } = useWords();
  return (
    <Label className="field__label">
      {props.label}
      {/* The space is for who hears the label: what is drawn is set apart by a gap. */}
      {props.isRequired ? (
        <>
          {' '}
          <small>{t('ui.required')}</small>
        </>
      ) : null}
    </Label>
  );
}

export function FieldNotes(props: {
  readonly hint?: ReactNode;
  readonly problem?: string | null | undefined;
}) {
  return (
    <>
      {props.hint !== undefined && (
        <Text slot="description" className="field__hint">
          {props.hint}
        </Text>
      )}
      <FieldError className="field__problem">
        <Icon name="problem" />
        <span>{props.problem}</span>
      </FieldError>
    </>
  );
}
