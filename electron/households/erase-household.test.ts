import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import {
  type ErasureRegister,
  keepErasuresIfThere,
  readErasureRegister,
  registerOfBackups,
  registerOfData,
} from '../database/erasure-register.ts';
import { findHousehold } from '../database/households.ts';
import { idFromBytes } from '../database/uuid-bytes.ts';
import { anErasureDesk } from '../erasure-desk-fixture.ts';
import { settleErasures } from './erase-household.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-erasure-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const aDesk = () => anErasureDesk(folder);
const KEY_CHECK = 'ab'.repeat(32);
const at = (own: ErasureRegister, ...beside: ErasureRegister[]) => ({
  own,
  besideBackups: beside.flatMap(readErasureRegister),
  keepBeside: async (ids: readonly HouseholdId[]) => {
    for (const register of beside) keepErasuresIfThere(register, ids);
  },
  onBug: (error: unknown) => {
    throw error;
  },
});

describe('the register of orders', () => {
  test('gives an order again to a log that a restore has set back before it', async () => {
    const desk = aDesk();
    await desk.erase(desk.household.householdId);
    expect(readErasureRegister(registerOfData(folder))).toEqual([desk.household.householdId]);
    expect(settleErasures(desk.context, at(registerOfData(folder)))).toBe(0);

    const restored = aDesk();
    writeFileSync(join(folder, 'erased.log'), `${restored.household.householdId}\n${v7().slice(0, 9)}`);
    expect(settleErasures(restored.context, at(registerOfData(folder)))).toBe(1);
    expect(findHousehold(restored.db, restored.household.householdId)?.displayName).toBeNull();
    expect(findHousehold(restored.db, restored.other.householdId)?.displayName).toBe('Verdi Ugo');
    expect(settleErasures(restored.context, at(registerOfData(folder)))).toBe(0);
  });

  test('takes up at the next start what a power cut kept out of it', () => {
    const desk = aDesk();
    desk.write(householdErased, { householdId: desk.household.householdId, reason: 'asked' });
    expect(readErasureRegister(registerOfData(folder))).toEqual([]);
    settleErasures(desk.context, at(registerOfData(folder)));
    expect(readErasureRegister(registerOfData(folder))).toEqual([desk.household.householdId]);
  });

  test('is there for the papers too: one that was on the wire is deleted at the next start', async () => {
    const desk = aDesk();
    await desk.shop(desk.household.cardNumber, 1);
    const sale = desk.raw
      .prepare<[], { id: Uint8Array }>('SELECT id FROM sale JOIN operation USING (n)')
      .get();
    const saleId = idFromBytes(sale?.id ?? new Uint8Array(16));
    const insert = `INSERT INTO print_job (print_job_id, printer_id, operation_id, state, queued_at, not_before_at,
      changed_at, receipt) VALUES (?, ?, ?, 'printing', 1, 1, 1, '{}')`;
    desk.raw.prepare(insert).run(v7(), v7(), saleId);
    const papers = () => desk.raw.prepare('SELECT state FROM print_job').all();
    await desk.erase(desk.household.householdId);
    expect(papers()).toEqual([{ state: 'printing' }]);
    settleErasures(desk.context, at(registerOfData(folder)));
    expect(papers()).toEqual([]);
  });

  test('lies beside the backups too, which may go to another PC alone', async () => {
    const desk = aDesk();
    const backups = join(folder, 'backups');
    mkdirSync(backups);
    const ofBackups = registerOfBackups(backups, KEY_CHECK);
    await desk.erase(desk.household.householdId);
    settleErasures(
      desk.context,
      at(registerOfData(folder), ofBackups, registerOfBackups(join(folder, 'not-there'), KEY_CHECK)),
    );
    expect(readErasureRegister(ofBackups)).toEqual([desk.household.householdId]);
  });
});
