import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import type { ImportPreview } from '../../shared/contract/catalogue-contract.ts';
import type { RefusalReason } from '../../shared/domain/catalogue-import.ts';
import { operatorIdSchema } from '../../shared/domain/ids.ts';
import { catalogueImported, productSet } from '../../shared/operations/catalogue-operations.ts';
import { aCounter } from '../counter-fixture.ts';
import { countProducts } from '../database/catalogue.ts';
import { getOwnHead, iterateOperations } from '../database/log.ts';
import { productIdOfCode } from '../database/product-id.ts';
import { findProductByCode } from '../database/products.ts';
import { recordReferenceData } from '../services/reference-data.ts';
import { createFileImports, IMPORT_TASK } from './import-file.ts';

const operatorId = operatorIdSchema.parse(v7());
const importer = { operatorId };

const bytes = (text: string) => new TextEncoder().encode(text);

function anImport() {
  const counter = aCounter();
  const imports = createFileImports(counter.context);
  const preview = async (file: string | Uint8Array): Promise<ImportPreview> => {
    const answer = await imports.preview(typeof file === 'string' ? bytes(file) : file);
    if (!answer.ok) throw new Error(answer.error.type);
    return answer.value;
  };
  const run = async (file: string | Uint8Array) => {
    const seen = await preview(file);
    return { seen, outcome: await imports.apply(seen.importId, importer) };
  };
  const seq = () => getOwnHead(counter.db).seq;
  return { ...counter, imports, preview, run, seq };
}

describe('an import', () => {
  test('takes the real products in, and the same file again changes nothing', {
    timeout: 60_000,
  }, async () => {
    const file = await readFile(join(import.meta.dirname, '../../seeds/reference/products-it.csv'));
    const counter = anImport();
    counter.inTransaction((tx) => recordReferenceData(counter.context, tx, { siteId: counter.siteId }));
    const { seen, outcome } = await counter.run(file);
    expect(seen.recordCount).toBe(26_405);
    expect(seen.addedCount + seen.duplicateCount + seen.refusedCount).toBe(seen.recordCount);
    // Three names of the real file hold control characters, left by somebody's wrong code page.
    expect(seen.refused.map(({ lineNumber, reason }) => [lineNumber, reason.type])).toEqual(
      [2741, 17_544, 22_043].map((lineNumber) => [lineNumber, 'BinaryRubbish']),
    );
    expect(outcome).toEqual({ ok: true, value: { added: seen.addedCount, changed: 0 } });
    expect(countProducts(counter.db).products).toBe(seen.addedCount);

    const before = counter.seq();
    const again = await counter.run(file);
    expect(again.seen).toMatchObject({ addedCount: 0, changedCount: 0, unchangedCount: seen.addedCount });
    expect(again.outcome).toEqual({ ok: true, value: { added: 0, changed: 0 } });
    expect(counter.seq()).toBe(before);
  });

  test('lets good rows in, lists bad ones with line and reason, and gives them back as CSV', async () => {
    const counter = anImport();
    const file = [
      'ean;name;category;points;limits',
      '8076800195057;Spaghetti n. 5;pasta;4;oil-month',
      '8076800195058;Cifra sbagliata;;;',
      '80024705;Olio;;;',
      '80024705;Un altro olio;;;',
      '80012342;;;;',
      '8000000000026;Caramelle;;1,5;',
      `8000000000767;${'x'.repeat(2_000)};;;`,
      '8000000001887;Pan\u0001e;;;',
      'abc;Senza codice;;;',
      '18000000000023;Cartone;;;',
      '8000000138071;Miele;oro;;',
      '8000000138071;Miele;;;oro',
      '8000000138071;Miele',
    ].join('\n');
    const { seen, outcome } = await counter.run(file);
    expect(outcome).toEqual({ ok: true, value: { added: 2, changed: 0 } });
    expect(findProductByCode(counter.db, '8076800195057')).toMatchObject({
      productId: productIdOfCode('8076800195057'),
      categoryId: 'pasta',
      pricing: { kind: 'each', points: 4 },
      limitIds: ['oil-month'],
    });
    const refused: [number, RefusalReason['type']][] = [
      [3, 'WrongCheckDigit'],
      [5, 'DuplicateWithOtherName'],
      [6, 'EmptyName'],
      [7, 'PointsNotAnInteger'],
      [8, 'NameTooLong'],
      [9, 'BinaryRubbish'],
      [10, 'NotAnEan'],
      [11, 'PackOfSeveral'],
      [12, 'UnknownCategory'],
      [13, 'UnknownLimit'],
      [14, 'WrongNumberOfColumns'],
    ];
    expect(seen.refused.map(({ lineNumber, reason }) => [lineNumber, reason.type])).toEqual(refused);
    const csv = counter.imports.refusedRows(seen.importId);
    expect(csv.ok && csv.value.csv.split('\r\n').length).toBe(1 + refused.length + 1);
  });

  test('ties every row to the act, signs it and tells how far it is', async () => {
    const counter = anImport();
    await counter.run('ean,name\n8076800195057,Spaghetti\n80024705,Olio\n');
    const [act, ...rows] = [...iterateOperations(counter.db)].map(({ operation }) => operation).slice(-3);
    expect(act).toMatchObject({ type: catalogueImported.type, operatorId });
    expect(JSON.parse(act?.body ?? '')).toMatchObject({ added: 2, changed: 0, refused: 0 });
    expect(rows.map(({ type, causeId }) => [type, causeId])).toEqual([
      [productSet.type, act?.id],
      [productSet.type, act?.id],
    ]);
    expect(counter.events).toEqual([
      { type: 'progress', task: IMPORT_TASK, done: 0, total: 2 },
      { type: 'progress', task: IMPORT_TASK, done: 2, total: 2 },
      { type: 'changed', topics: ['catalogue', 'till'] },
    ]);
  });

  test('shows what changes, and leaves what a person corrected', async () => {
    const counter = anImport();
    await counter.run('ean,name,points\n8076800195057,Spaghetti,3\n80024705,Olio,9\n');
    counter.write(productSet, {
      productId: productIdOfCode('8076800195057'),
      by: 'person',
      name: 'Spaghetti Barilla n. 5',
    });
    const { seen } = await counter.run('ean,name,points\n8076800195057,SPAGH 5,5\n80024705,Olio,9\n');
    expect(seen).toMatchObject({ changedCount: 1, unchangedCount: 1, keptCount: 1 });
    expect(seen.changed).toMatchObject([
      { before: { points: 3 }, fields: { points: 5 }, changedFields: ['points'] },
    ]);
    expect(seen.kept).toMatchObject([{ lineNumber: 2, keptFields: ['name'] }]);
    expect(findProductByCode(counter.db, '8076800195057')).toMatchObject({
      name: 'Spaghetti Barilla n. 5',
      pricing: { points: 5 },
    });
  });

  test('keeps a correction that was made between preview and import', async () => {
    const counter = anImport();
    const seen = await counter.preview('ean,name\n8076800195057,SPAGH 5\n');
    const productId = productIdOfCode('8076800195057');
    counter.write(productSet, { productId, by: 'person', code: '8076800195057', name: 'Spaghetti' });
    await counter.imports.apply(seen.importId, importer);
    expect(findProductByCode(counter.db, '8076800195057')?.name).toBe('Spaghetti');
  });

  test('cut in the middle it is done by the same file again, each row once', async () => {
    const counter = anImport();
    const rows = Array.from({ length: 500 }, (_, at) => `${eightDigits(at)},Prodotto ${at}`);
    const file = ['ean,name', ...rows].join('\n');
    const seen = await counter.preview(file);
    // The power goes after the second batch.
    const { record } = counter.context;
    let written = 0;
    const cut = createFileImports({
      ...counter.context,
      record: (tx, draft) => {
        written += 1;
        if (written > 450) throw new Error('power cut');
        return record(tx, draft);
      },
    });
    const cutSeen = await cut.preview(bytes(file));
    expect(seen.addedCount).toBe(500);
    await expect(cut.apply(cutSeen.ok ? cutSeen.value.importId : '', importer)).rejects.toThrow('power cut');
    expect(countProducts(counter.db).products).toBe(400);

    const again = await counter.run(file);
    expect(again.seen).toMatchObject({ addedCount: 100, changedCount: 0, unchangedCount: 400 });
    expect(countProducts(counter.db).products).toBe(500);
    const products = [...iterateOperations(counter.db)].filter(
      ({ operation }) => operation.type === productSet.type,
    );
    expect(products).toHaveLength(500);
  });

  test('gives other work its turn between batches', async () => {
    const counter = anImport();
    const rows = Array.from({ length: 1_000 }, (_, at) => `${eightDigits(at)},Prodotto ${at}`);
    const seen = await counter.preview(['ean,name', ...rows].join('\n'));
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await counter.imports.apply(seen.importId, importer);
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  test('is one at a time, and only of what was read last', async () => {
    const counter = anImport();
    const first = await counter.preview('ean,name\n8076800195057,Spaghetti\n');
    const second = await counter.preview('ean,name\n80024705,Olio\n');
    expect(await counter.imports.apply(first.importId, importer)).toEqual({
      ok: false,
      error: { type: 'ImportGone' },
    });
    const running = counter.imports.apply(second.importId, importer);
    expect(await counter.imports.apply(second.importId, importer)).toEqual({
      ok: false,
      error: { type: 'ImportUnderWay' },
    });
    expect(await running).toEqual({ ok: true, value: { added: 1, changed: 0 } });
  });

  test('goes to the product that a person gave the code, whatever its id', async () => {
    const counter = anImport();
    const productId = productIdOfCode('made by hand');
    counter.write(productSet, { productId, by: 'person', name: 'Spaghetti' });
    counter.write(productSet, { productId, by: 'person', code: '8076800195057' });
    await counter.run('ean,name,points\n8076800195057,Spaghetti,7\n');
    expect(countProducts(counter.db).products).toBe(1);
    expect(findProductByCode(counter.db, '8076800195057')).toMatchObject({
      productId,
      pricing: { points: 7 },
    });
  });

  test('says that the accents are those of an old Windows program', async () => {
    const counter = anImport();
    const { seen } = await counter.run(Buffer.from('ean;name\n80024705;Caffè\n', 'latin1'));
    expect(seen.isWindows1252).toBe(true);
    expect(findProductByCode(counter.db, '80024705')?.name).toBe('Caffè');
  });

  test.each([
    ['name\nx\n', { type: 'MissingColumn', column: 'ean' }],
    ['ean,name,nome\n1,x,y\n', { type: 'RepeatedColumn', column: 'name' }],
    ['', { type: 'EmptyFile' }],
    ['\u0000\u0001\u0002\u0003', { type: 'NotText' }],
  ])('names what is wrong with a whole file', async (text, error) => {
    expect(await anImport().imports.preview(bytes(text))).toEqual({ ok: false, error });
  });
});

/** A number of eight digits with its check digit, as on small packs. */
function eightDigits(at: number): string {
  const digits = String(2_000_000 + at);
  const sum = [...digits].reduce(
    (total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 3 : 1),
    0,
  );
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
