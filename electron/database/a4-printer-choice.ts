import { type A4PrinterChoice, a4PrinterChoiceSchema } from '../../shared/contract/papers-contract.ts';
import type { Db, Tx } from './database.ts';
import { findSetting, setSetting } from './local-settings.ts';

/** Where A4 papers of this PC go; the printer that the system prefers, until somebody chooses. */
export function findA4PrinterChoice(db: Db): A4PrinterChoice {
  const stored = findSetting(db, 'printer.a4');
  return stored === null ? { type: 'preferred' } : a4PrinterChoiceSchema.parse(JSON.parse(stored));
}

export const setA4PrinterChoice = (tx: Tx, choice: A4PrinterChoice): void =>
  setSetting(tx, 'printer.a4', JSON.stringify(choice));
