import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { type HouseholdId, organisationIdSchema, turnRequestIdSchema } from '../../shared/domain/ids.ts';
import { turnRequested } from '../../shared/operations/laundry-request-operations.ts';
import { aBook, firstTurnOf, settled, tuesday } from '../laundry-book-fixture.ts';
import type { Db, Query, SqlParameters } from './database.ts';
import { listHoldings } from './household-holdings.ts';
import { findHouseholdNumber } from './households.ts';

const organisationId = organisationIdSchema.parse(v7());

function heldOf(db: Db, householdId: HouseholdId) {
  const household = findHouseholdNumber(db, householdId) ?? 0;
  return Object.fromEntries(
    listHoldings(db, { household, householdId, organisationId }).map(({ part, rows }) => [part, rows]),
  );
}

test('what a laundry keeps of a household is held: its turns, waits, requests and washes, and nobody else’s', () => {
  const book = aBook();
  const { householdId } = book.aGuest(3);
  const other = book.aGuest(3);
  const { laundrySiteId: siteId, machines, programmes, caller } = book;
  expect(book.make({ householdId }).ok).toBe(true);
  expect(book.wait(householdId).ok).toBe(true);
  const asks = { type: 'book', machineId: machines.two, slot: firstTurnOf(tuesday) } as const;
  book.write(turnRequested, { requestId: turnRequestIdSchema.parse(v7()), siteId, householdId, asks });
  const visitId = book.newVisitId();
  expect(settled(book.handlers['laundry.checkIn'](caller, { visitId, householdId, bags: 2 })).ok).toBe(true);
  const wash = { cycleId: book.newCycleId(), visitId, machineId: machines.one, detergentDoses: 0 };
  const started = settled(
    book.handlers['laundry.start'](caller, { ...wash, washProgrammeId: programmes.wash }),
  );
  expect(started.ok).toBe(true);
  const sede = 'Lavanderia di prova';
  expect(heldOf(book.db, householdId)).toMatchObject({
    turni: [{ giorno: tuesday, dalle: '09:00', alle: '11:00', sede, macchina: 1, stato: 'prenotato' }],
    attese: [{ giorno: tuesday, dalle: null, sede, macchina: 'lavatrice', esito: null }],
    'richieste di turno': [{ sede, richiesta: expect.stringContaining(machines.two), risposta: null }],
    lavanderia: [{ sacchi: 2 }],
    lavaggi: [{ sede, macchina: 1, programma: 'Cotone 60', minuti: 60 }],
  });
  const held = heldOf(book.db, other.householdId);
  for (const part of ['turni', 'attese', 'richieste di turno', 'lavanderia', 'lavaggi'])
    expect(held[part]).toEqual([]);
});

/** Where what they say of a household is held instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  household_key: 'its number alone',
  household_word: 'made of its names, for the search',
  household_codice_fiscale: 'made of its acts, for the search',
  household_likeness: 'made of its names, for the search',
  person_likeness: 'made of names of persons, for the search',
  household_erasure: 'nothing is left to hold',
  erasure_search: 'how far one has got that ends in nothing being held',
  household_merge: 'those that were merged into it have parts of their own',
  allowance: 'as movements',
  merged_allowance: 'as movements',
  credit_batch_line: 'as movements',
  floor_spend: 'as movements',
  hub_account: 'as balances',
  lease: 'as balances',
  statement: 'as acts',
};

test('every table that knows households is in a part, or it is known in which other one its words are', () => {
  const { db, raw } = aBook();
  const asked: string[] = [];
  const listening: Db = {
    ...db,
    all: <P extends SqlParameters, Row>(query: Query<P, Row>, ...parameters: P) => {
      asked.push(query.sql);
      return db.all(query, ...parameters);
    },
  };
  heldOf(listening, aBook().aGuest(0).householdId);
  const tables = raw
    .prepare<[], { name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND EXISTS (
         SELECT 1 FROM pragma_table_info(sqlite_schema.name) AS field WHERE field.name = 'household')`,
    )
    .all();
  expect(tables.length).toBeGreaterThan(20);
  const isAsked = (table: string) => asked.some((sql) => new RegExp(`(FROM|JOIN) ${table}\\b`).test(sql));
  const missing = tables.map(({ name }) => name).filter((name) => !isAsked(name));
  expect(missing.sort()).toEqual(Object.keys(ELSEWHERE).sort());
});
