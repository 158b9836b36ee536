import { Checkbox } from 'react-aria-components';
import './field.css';
import { Icon } from './Icon.tsx';

export interface CheckFieldProps {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly hint?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** Yes or no. The whole line can be pressed. */
export function CheckField(props: CheckFieldProps) {
  return (
    <Checkbox
      className="check-field"
      isSelected={props.value}
      onChange={props.onChange}
      isDisabled={props.isDisabled ?? false}
    >
      {({ isSelected }) => (
        <>
          <span className="check-field__box">{isSelected && <Icon name="check" />}</span>
          <span className="check-field__words">
            {props.label}
            {props.hint !== undefined && <small>{props.hint}</small>}
          </span>
        </>
      )}
    </Checkbox>
  );
}
