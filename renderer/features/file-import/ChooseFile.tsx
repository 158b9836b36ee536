import { useRef } from 'react';
import { ActionButton } from '../../ui/ActionButton.tsx';

/** F6: the chooser of the system for one list. */
export function ChooseFile(props: {
  readonly label: string;
  /** What is chosen, for whoever hears the screen. */
  readonly fieldLabel: string;
  readonly isDisabled: boolean;
  readonly onFile: (file: File | undefined) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <ActionButton
        label={props.label}
        shortcut="F6"
        isDisabled={props.isDisabled}
        onPress={() => input.current?.click()}
      />
      <input
        ref={input}
        className="only-heard"
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        aria-label={props.fieldLabel}
        tabIndex={-1}
        onChange={(event) => {
          props.onFile(event.target.files?.[0]);
          event.target.value = ''; // the same file, mended, may be chosen again
        }}
      />
    </>
  );
}
