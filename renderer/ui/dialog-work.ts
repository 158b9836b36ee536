import { createContext, type Dispatch, type SetStateAction, useContext, useLayoutEffect } from 'react';

/** Of the dialog around a button: whether something that it was asked for is under way. */
export const DialogWorkContext = createContext<{
  readonly isUnderWay: boolean;
  readonly setBusyButtons: Dispatch<SetStateAction<number>>;
} | null>(null);

/** Counts a busy button for the dialog around it. True while one of that dialog's is busy; false outside of dialogs. */
export function useDialogWork(isBusy: boolean): boolean {
  const work = useContext(DialogWorkContext);
  const setBusyButtons = work?.setBusyButtons;
  useLayoutEffect(() => {
    if (!isBusy) return;
    setBusyButtons?.((count) => count + 1);
    return () => setBusyButtons?.((count) => count - 1);
  }, [isBusy, setBusyButtons]);
  return work?.isUnderWay ?? false;
}
