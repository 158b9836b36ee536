import { useState } from 'react';
import { formatCount, parseFigure } from '../format/figures.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import { type FieldProps, TextField } from './TextField.tsx';

export interface NumberFieldProps extends FieldProps {
  readonly value: number | null;
  /** Null while the field is empty or holds no acceptable number. */
  readonly onChange: (value: number | null) => void;
  readonly onSubmit?: (() => void) | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Digits after the comma, 0 unless said: euro fields take 2. */
  readonly decimals?: number | undefined;
}

/** A number typed on the keyboard, `1.234,5`. Says itself what is wrong with what was typed. */
export function NumberField(props: NumberFieldProps) {
  const { t } = useWords();
  const { min = 0, max = 1_000_000_000, decimals = 0 } = props;
  const write = (value: number | null) =>
    value === null ? '' : decimals === 0 ? formatCount(value) : String(value).replace('.', ',');
  const [typed, setTyped] = useState({ text: write(props.value), value: props.value });
  // The text is the person's as long as it means the value; a value set from outside replaces it.
  const text = typed.value === props.value ? typed.text : write(props.value);

  const read = (from: string): number | null => {
    const value = parseFigure(from, decimals);
    return value !== null && value >= min && value <= max ? value : null;
  };
  const ownProblem = (): string | null => {
    const value = parseFigure(text, decimals);
    if (text.trim() === '') return null;
    if (value === null) return t('ui.number.invalid');
    if (value < min) return t('ui.number.min', { min });
    return value > max ? t('ui.number.max', { max }) : null;
  };
  return (
    <TextField
      {...props}
      value={text}
      onChange={(next) => {
        const value = read(next);
        setTyped({ text: next, value });
        props.onChange(value);
      }}
      problem={ownProblem() ?? props.problem}
      inputMode={decimals === 0 ? 'numeric' : 'decimal'}
      maxLength={16}
      isFigure
    />
  );
}
