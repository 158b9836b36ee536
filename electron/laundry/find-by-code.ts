import { classifyScan } from '../../shared/domain/barcode.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type CardOwner, findCardOwner } from '../database/card-owner.ts';
import type { Db } from '../database/database.ts';

/** Whose card it is: one of ours or a health card. */
export function findByCode(
  db: Db,
  text: string,
  today: LocalDate,
): Result<CardOwner, { type: 'CardUnknown' } | { type: 'CodeUnreadable' }> {
  const code = classifyScan(text, { inStorePatterns: [], today });
  if (code.type !== 'card' && code.type !== 'codiceFiscale') return err({ type: 'CodeUnreadable' });
  const owner = findCardOwner(db, code);
  return owner === null ? err({ type: 'CardUnknown' }) : ok(owner);
}
