import { useState } from 'react';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { formatDate, parseDate } from '../format/date-time.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import { type FieldProps, TextField } from './TextField.tsx';

export interface DateFieldProps extends FieldProps {
  readonly value: LocalDate | null;
  /** Null while the field is empty or holds no day of the calendar. */
  readonly onChange: (value: LocalDate | null) => void;
  readonly onSubmit?: (() => void) | undefined;
}

/** A day typed as `01/04/2026`, `1.4.2026` or `01042026`; rewritten with slashes when the field is left. */
export function DateField(props: DateFieldProps) {
  const { t } = useWords();
  const write = (value: LocalDate | null) => (value === null ? '' : formatDate(value));
  const [typed, setTyped] = useState({ text: write(props.value), value: props.value });
  const [isLeft, setIsLeft] = useState(false);
  const text = typed.value === props.value ? typed.text : write(props.value);
  const isWrong = isLeft && text.trim() !== '' && parseDate(text) === null;
  return (
    <TextField
      {...props}
      value={text}
      onChange={(next) => {
        const value = parseDate(next);
        setIsLeft(false);
        setTyped({ text: next, value });
        props.onChange(value);
      }}
      onBlur={() => {
        setIsLeft(true);
        if (typed.value !== null) setTyped({ text: write(typed.value), value: typed.value });
        props.onBlur?.();
      }}
      hint={props.hint ?? t('ui.date.format')}
      problem={isWrong ? t('ui.date.invalid') : props.problem}
      inputMode="numeric"
      maxLength={10}
      isFigure
    />
  );
}
