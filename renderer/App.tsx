import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { SessionGate } from './features/session/SessionGate.tsx';
import { WordsProvider } from './i18n/WordsProvider.tsx';
import { ErrorBoundary } from './ui/ErrorBoundary.tsx';
import { ShortcutRoot } from './ui/ShortcutLayer.tsx';

export interface AppProps {
  /** Sends an unforeseen error to the log of the main process, under the code that was shown. */
  readonly onIncident: (code: string, error: unknown) => void;
}

export function App(props: AppProps) {
  const [queryClient] = useState(createQueryClient);
  return (
    <WordsProvider>
      <ShortcutRoot>
        <ErrorBoundary onIncident={props.onIncident}>
          <QueryClientProvider client={queryClient}>
            <SessionGate />
          </QueryClientProvider>
        </ErrorBoundary>
      </ShortcutRoot>
    </WordsProvider>
  );
}

/** The commands are answered by this very PC: no network to wait for, nothing gained by asking again. */
function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
