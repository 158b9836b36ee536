import { randomBytes } from 'node:crypto';
import { setImmediate as afterOthers } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { HubPen } from './rules/write-as-hub.ts';
import { sha256 } from './sha256.ts';

/** What the hub writes with. */
export const createHubPen = (now: () => number): HubPen => ({
  sha256,
  now,
  newId: v7,
  newSalt: () => randomBytes(32).toString('hex'),
  breathe: () => afterOthers(),
});
