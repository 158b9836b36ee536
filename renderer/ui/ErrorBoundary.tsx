import { Component, type ReactNode } from 'react';
import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';
import { Icon } from './Icon.tsx';
import { incidentCode } from './incident.ts';
import './notice.css';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** Writes the error to the log under the code that the person sees. */
  readonly onIncident: (code: string, error: unknown) => void;
}

/** Catches what a screen throws. A class, because React catches errors in no other way. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly code: string | null }> {
  override state = { code: null };

  static getDerivedStateFromError() {
    return { code: incidentCode() };
  }

  override componentDidCatch(error: unknown) {
    if (this.state.code !== null) this.props.onIncident(this.state.code, error);
  }

  override render() {
    if (this.state.code === null) return this.props.children;
    return <IncidentScreen code={this.state.code} onReopen={() => this.setState({ code: null })} />;
  }
}

/** What went wrong in a way that nobody foresaw: the code, what was kept, what to do. */
export function IncidentScreen(props: { readonly code: string; readonly onReopen: () => void }) {
  const { t } = useWords();
  return (
    <main className="incident">
      <div className="incident__box" role="alert">
        <h1>
          <Icon name="problem" /> {t('ui.incident.title')}
        </h1>
        <p className="incident__code">{t('ui.incident.code', { code: props.code })}</p>
        <p>{t('ui.incident.kept')}</p>
        <p>{t('ui.incident.todo')}</p>
        <div>
          <ActionButton
            label={t('ui.incident.reopen')}
            shortcut="Enter"
            tone="primary"
            onPress={props.onReopen}
            autoFocus
          />
        </div>
      </div>
    </main>
  );
}
