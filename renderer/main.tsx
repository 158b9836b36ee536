import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './App.tsx';
import { invoke } from './client/client.ts';
import { listenToScanner } from './scanner/listen-to-scanner.ts';
import { deliverScan } from './scanner/use-scanner.ts';
import { heldKeys, listenForEarlyKeys } from './typing-ahead/typing-ahead.ts';
import './ui/theme.css';

// The content security policy allows no code made from text, which zod would otherwise compile its schemas to.
z.config({ jitless: true });

const place = document.getElementById('root');
if (place === null) throw new Error('Assertion failed: index.html has an element with the id root');

// Before the screens and their shortcuts: the first listener of the window hears each key first.
listenToScanner({
  onScan: deliverScan,
  onHeard: heldKeys.forgetBurst,
  onFailure: (failure) =>
    reportError(
      failure.type === 'HandlerFailed' ? failure.error : new Error('Too many scans wait for the one before'),
    ),
});

listenForEarlyKeys();

createRoot(place).render(
  <StrictMode>
    <App onIncident={reportIncident} />
  </StrictMode>,
);

/** The log file of the main process keeps it under the code that the person sees. */
function reportIncident(code: string, error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  void invoke('session.reportIncident', {
    code,
    name: name.replace(/[^\w.$ -]/g, '').slice(0, 60),
    // The message may quote what somebody typed: only the places go to the log.
    stack: stack
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .join('\n')
      .slice(0, 6000),
  });
}
