import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './App.tsx';
import './ui/theme.css';

// The content security policy allows no code made from text, which zod would otherwise compile its schemas to.
z.config({ jitless: true });

const place = document.getElementById('root');
if (place === null) throw new Error('Assertion failed: index.html has an element with the id root');

createRoot(place).render(
  <StrictMode>
    <App onIncident={reportIncident} />
  </StrictMode>,
);

function reportIncident(code: string, error: unknown): void {
  // The client of the contract takes this over; until then the console of the window is the log.
  queueMicrotask(() => reportError(new Error(`Incident ${code}`, { cause: error })));
}
