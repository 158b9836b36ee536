import { createHash, hash } from 'node:crypto';
import type { Sha256 } from '../shared/operations/operation.ts';

/** SHA-256 of Node behind the shape that shared code asks for. */
export const sha256: Sha256 = (parts) => {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && 'utf8' in only) return hash('sha256', only.utf8, 'hex');
  const running = createHash('sha256');
  for (const part of parts) {
    if ('hex' in part) running.update(part.hex, 'hex');
    else running.update(part.utf8, 'utf8');
  }
  return running.digest('hex');
};
