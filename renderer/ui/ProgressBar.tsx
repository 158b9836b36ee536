import { ProgressBar as AriaProgressBar, Label } from 'react-aria-components';
import { useWords } from '../i18n/WordsProvider.tsx';
import './notice.css';

/** How far a long work is: `1.200 di 26.405`. `done` null while it cannot be known. */
export function ProgressBar(props: {
  readonly label: string;
  readonly done: number | null;
  readonly total: number;
}) {
  const { t } = useWords();
  const { done, total } = props;
  const words = done === null ? t('ui.loading') : t('ui.progress', { done, total });
  return (
    <AriaProgressBar
      className="progress"
      value={done ?? 0}
      maxValue={Math.max(total, 1)}
      isIndeterminate={done === null}
      valueLabel={words}
    >
      {({ percentage }) => (
        <>
          <div className="progress__words">
            <Label>{props.label}</Label>
            <span>{words}</span>
          </div>
          <div className="progress__track">
            {done === null ? (
              <div className="progress__done progress__done--unknown" />
            ) : (
              <div className="progress__done" style={{ width: `${percentage ?? 0}%` }} />
            )}
          </div>
        </>
      )}
    </AriaProgressBar>
  );
}
