import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { useWords } from '../i18n/WordsProvider.tsx';
import './field.css';
import { Icon } from './Icon.tsx';
import { FieldLabel, FieldNotes, type FieldProps } from './TextField.tsx';

export interface Choice<Key extends string> {
  readonly key: Key;
  readonly label: string;
}

export interface SelectFieldProps<Key extends string> extends FieldProps {
  readonly value: Key | null;
  readonly onChange: (value: Key) => void;
  readonly choices: readonly Choice<Key>[];
  readonly placeholder?: string | undefined;
}

/** One of a few: opens with Enter, Space or an arrow, and finds a choice by its first letters. */
export function SelectField<Key extends string>(props: SelectFieldProps<Key>) {
  const { t } = useWords();
  return (
    <Select
      className="field"
      value={props.value}
      onChange={(key) => {
        const choice = props.choices.find((each) => each.key === key);
        if (choice !== undefined) props.onChange(choice.key);
      }}
      placeholder={props.placeholder ?? t('ui.select.placeholder')}
      autoFocus={props.autoFocus ?? false}
      isRequired={props.isRequired ?? false}
      isDisabled={props.isDisabled ?? false}
      isInvalid={typeof props.problem === 'string'}
      validationBehavior="aria"
      {...(props.onBlur === undefined ? {} : { onBlur: props.onBlur })}
    >
      <FieldLabel label={props.label} isRequired={props.isRequired} />
      <Button className="field__choice">
        <SelectValue />
        <Icon name="down" />
      </Button>
      <FieldNotes hint={props.hint} problem={props.problem} />
      <Popover className="choices" offset={4} data-shortcuts="off">
        <ListBox
          className="choices__list"
          items={[...props.choices].map((each) => ({ ...each, id: each.key }))}
        >
          {(choice) => (
            <ListBoxItem className="choices__option" textValue={choice.label}>
              {({ isSelected }) => (
                <>
                  {choice.label}
                  {isSelected && <Icon name="check" />}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
