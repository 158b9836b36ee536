import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './App.tsx';
import { listenToScanner } from './scanner/listen-to-scanner.ts';
import { deliverScan } from './scanner/use-scanner.ts';
import './ui/theme.css';

// The content security policy allows no code made from text, which zod would otherwise compile its schemas to.
z.config({ jitless: true });

const place = document.getElementById('root');
if (place === null) throw new Error('Assertion failed: index.html has an element with the id root');

// Before the screens and their shortcuts: the first listener of the window hears each key first.
listenToScanner({
  onScan: deliverScan,
  onFailure: (failure) =>
    reportError(
      failure.type === 'HandlerFailed' ? failure.error : new Error('Too many scans wait for the one before'),
    ),
});

createRoot(place).render(
  <StrictMode>
    <App onIncident={reportIncident} />
  </StrictMode>,
);

function reportIncident(code: string, error: unknown): void {
  // The client of the contract takes this over; until then the console of the window is the log.
  queueMicrotask(() => reportError(new Error(`Incident ${code}`, { cause: error })));
}
