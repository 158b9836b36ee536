import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { householdShortCode } from '../../shared/domain/household-code.ts';
import type { HouseholdId, OperationId } from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { err } from '../../shared/domain/result.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { findBatch, insertBatchFile } from '../database/statement-batches.ts';
import { anErasureDesk } from '../erasure-desk-fixture.ts';
import { newId } from '../merge-desk-fixture.ts';
import { createFilesToDestroyService } from './files-to-destroy.ts';
import { createStatementBatchesService } from './statement-batches.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-files-to-destroy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An office that saves the statements of two households as files. */
function anOffice() {
  const desk = anErasureDesk(folder);
  const batches = createStatementBatchesService(desk.context, {
    documentsFolder: join(folder, 'documents'),
    paperDoor: {
      printPdf: async () => err({ type: 'NoA4Printer' }),
      printFile: async () => err({ type: 'NoA4Printer' }),
    },
    onBug: (error) => {
      throw error;
    },
  }).handlers;
  const files = createFilesToDestroyService(desk.context).handlers;
  const ended = async (batchId: OperationId) => {
    for (;;) {
      const answer = await batches['statementBatches.view'](desk.office, { batchId });
      if (!answer.ok) throw new Error(answer.error.type);
      if (answer.value.state !== 'running') return answer.value;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const saveStatements = async (householdsPerFile: 1 | 100) => {
    const batchId = newId();
    const wanted = {
      purse: 'points' as const,
      from: addDays(desk.clock.today, -20),
      to: desk.clock.today,
      siteId: null,
      entitlement: 'any' as const,
      onlyWithMovements: false,
      isDuplex: false,
      householdsPerFile,
    };
    const started = await batches['statementBatches.start'](desk.office, { batchId, wanted, folder: null });
    if (!started.ok) throw new Error(started.error.type);
    return ended(batchId);
  };
  const printAgain = async (batchId: OperationId, fromPlace: number) => {
    await batches['statementBatches.resume'](desk.office, { batchId, fromPlace });
    return ended(batchId);
  };
  /** As an order of another counter comes. */
  const eraseElsewhere = (householdId: HouseholdId) =>
    desk.write(householdErased, { householdId, reason: 'asked' });
  const list = async () => {
    const answer = await files['filesToDestroy.list'](desk.office, {});
    return answer.ok ? answer.value : null;
  };
  const destroy = (batchId: OperationId, fileName: string, isFolderDestroyed = false) =>
    files['filesToDestroy.destroy'](desk.office, { batchId, fileName, isFolderDestroyed });
  return { ...desk, saveStatements, printAgain, eraseElsewhere, list, destroy };
}

describe('a file of statements', () => {
  test('is to be destroyed once somebody in it was erased, by whichever counter, until somebody says that it is', async () => {
    const office = anOffice();
    await office.shop(office.household.cardNumber, 1);
    await office.shop(office.other.cardNumber, 1);
    const saved = await office.saveStatements(100);
    expect(await office.list()).toEqual({ files: [], count: 0 });
    office.eraseElsewhere(office.household.householdId);
    const fileName = saved.files[0]?.fileName ?? '';
    const file = {
      batchId: saved.batchId,
      folder: saved.folder,
      fileName,
      place: 'there',
      codes: [householdShortCode(office.household.householdId)],
      erasedOn: office.clock.today,
    };
    expect(await office.list()).toEqual({ files: [file], count: 1 });
    expect(await office.destroy(saved.batchId, fileName)).toEqual({ ok: true, value: null });
    expect(existsSync(join(saved.folder, fileName))).toBe(false);
    expect(await office.list()).toEqual({ files: [], count: 0 });
    rebuildProjections(office.inTransaction);
    expect(await office.list()).toEqual({ files: [], count: 0 });
  });

  test('that holds only others is not listed', async () => {
    const office = anOffice();
    await office.shop(office.household.cardNumber, 1);
    await office.shop(office.other.cardNumber, 1);
    const saved = await office.saveStatements(1);
    expect(readdirSync(saved.folder)).toHaveLength(2);
    await office.erase(office.household.householdId);
    const listed = await office.list();
    // By surname: Rossi before Verdi.
    expect(listed?.files.map(({ fileName }) => fileName)).toEqual([saved.files[0]?.fileName]);
  });

  test('that was carried elsewhere stays on the list until somebody says that it is destroyed', async () => {
    const office = anOffice();
    await office.shop(office.household.cardNumber, 1);
    const saved = await office.saveStatements(100);
    const fileName = saved.files[0]?.fileName ?? '';
    rmSync(join(saved.folder, fileName));
    office.eraseElsewhere(office.household.householdId);
    expect(await office.list()).toMatchObject({ files: [{ fileName, place: 'gone' }], count: 1 });
    expect(await office.destroy(saved.batchId, fileName)).toEqual({ ok: true, value: null });
    expect(await office.list()).toEqual({ files: [], count: 0 });
  });

  test('in a folder that cannot be reached is on no list as destroyed, unless somebody says that the folder is', async () => {
    const office = anOffice();
    await office.shop(office.household.cardNumber, 1);
    const saved = await office.saveStatements(100);
    const fileName = saved.files[0]?.fileName ?? '';
    office.eraseElsewhere(office.household.householdId);
    const stick = `${saved.folder}-out`;
    renameSync(saved.folder, stick);
    expect(await office.list()).toMatchObject({ files: [{ fileName, place: 'folderAway' }], count: 1 });
    expect(await office.destroy(saved.batchId, fileName)).toEqual(err({ type: 'FolderAway' }));
    renameSync(stick, saved.folder);
    expect(await office.list()).toMatchObject({ files: [{ fileName, place: 'there' }], count: 1 });
    rmSync(saved.folder, { recursive: true });
    expect(await office.destroy(saved.batchId, fileName, true)).toEqual({ ok: true, value: null });
    expect(await office.list()).toEqual({ files: [], count: 0 });
  });

  test('that was printed again after the erasure holds nobody of it, and older files of the batch still do', async () => {
    const office = anOffice();
    await office.shop(office.household.cardNumber, 1);
    await office.shop(office.other.cardNumber, 1);
    const saved = await office.saveStatements(100);
    // Of the second household alone.
    await office.printAgain(saved.batchId, 2);
    office.eraseElsewhere(office.other.householdId);
    expect((await office.list())?.count).toBe(2);
    const again = await office.printAgain(saved.batchId, 1);
    const whole = saved.files[0]?.fileName ?? '';
    expect(again.files.map(({ fileName }) => fileName)).toContain(whole);
    expect((await office.list())?.files.map(({ fileName }) => fileName).sort()).toEqual(
      [whole, again.files.map(({ fileName }) => fileName).find((name) => name.includes('2-'))].sort(),
    );
  });

  test('that was being drawn as the order came is to be destroyed too', async () => {
    const office = anOffice();
    await office.shop(office.household.cardNumber, 1);
    const saved = await office.saveStatements(100);
    const file = saved.files[0];
    if (file === undefined) throw new Error('no file');
    office.eraseElsewhere(office.household.householdId);
    await office.destroy(saved.batchId, file.fileName);
    expect((await office.list())?.count).toBe(0);
    // Complete only now, with what was recorded of the household before.
    const batch = findBatch(office.db, saved.batchId)?.batch ?? 0;
    office.inTransaction((tx) => insertBatchFile(tx, batch, { ...file, households: 1 }));
    expect((await office.list())?.count).toBe(1);
  });

  test('that cannot be deleted is said so and stays on the list', async () => {
    const office = anOffice();
    await office.shop(office.household.cardNumber, 1);
    const saved = await office.saveStatements(100);
    const fileName = saved.files[0]?.fileName ?? '';
    office.eraseElsewhere(office.household.householdId);
    // What no call that deletes files takes away, whoever runs it: a folder in its place.
    rmSync(join(saved.folder, fileName));
    mkdirSync(join(saved.folder, fileName));
    writeFileSync(join(saved.folder, fileName, 'in-use'), '');
    expect(await office.destroy(saved.batchId, fileName)).toEqual(
      err({ type: 'FileNotDeleted', code: 'ERR_FS_EISDIR' }),
    );
    expect((await office.list())?.count).toBe(1);
    expect(await office.destroy(saved.batchId, '../../bancone.db')).toEqual(
      err({ type: 'StatementBatchUnknown' }),
    );
  });
});
