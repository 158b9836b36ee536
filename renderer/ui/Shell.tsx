import type { ReactNode } from 'react';
import { useWords } from '../i18n/WordsProvider.tsx';
import './shell.css';

/** The whole window: the status line on top, the screen below, the striped frame around a demonstration. */
export function Shell(props: {
  readonly status: ReactNode;
  readonly isDemo: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useWords();
  return (
    <div className={`shell${props.isDemo ? ' shell--demo' : ''}`}>
      {props.isDemo && (
        <aside className="shell__demo" aria-label={t('ui.demo')}>
          <strong>{t('ui.demo')}</strong> · {t('ui.demo.explained')}
        </aside>
      )}
      {props.status}
      <div className="shell__screen">{props.children}</div>
    </div>
  );
}
