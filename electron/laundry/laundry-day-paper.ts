import type { DayWords } from '../../shared/contract/laundry-bookings-contract.ts';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { Db } from '../database/database.ts';
import { findHousehold } from '../database/households.ts';
import { listBookings } from '../database/laundry.ts';
import type { DayList } from '../documents/day-list-pdf.ts';
import type { LaundrySite } from './laundry-site.ts';

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/**
 * The turns of a day for the paper that lies on the desk: what is needed to hand out machines when the PC is off, and no
 * more. Short code and initials tell households apart without anybody's surname (domain facts, sections 4 and 6).
 */
export function dayListOf(db: Db, site: LaundrySite, on: LocalDate, words: DayWords, now: number): DayList {
  const machines = new Map(site.machines.map((each) => [each.machineId, each]));
  const turns = listBookings(db, site.siteId, on, on)
    .filter(({ state }) => state === 'active' || state === 'kept')
    .map((turn) => ({ ...turn, machine: machines.get(turn.machineId) }))
    .sort((a, b) => a.slot.from - b.slot.from || (a.machine?.number ?? 0) - (b.machine?.number ?? 0));
  const rows = turns.map(({ slot, machine, householdId }) => [
    `${clock(slot.from)}-${clock(slot.to)}`,
    machine === undefined ? '?' : `${machine.number}  ${words[machine.kind]}`,
    householdShortCode(householdId),
    initialsOf(findHousehold(db, householdId)?.displayName ?? ''),
    '',
  ]);
  return { ...words, rows, createdAt: now };
}

/** `Rossi Anna Maria` is `R. A. M.`; three at most. */
export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 3)
    .map((word) => `${[...word][0]?.toLocaleUpperCase('it')}.`)
    .join(' ');
