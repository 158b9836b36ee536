import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCheckpointer } from './checkpoint.ts';
import { DATABASE_FILE, openDatabase } from './open.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Opens a database with checkpoints taken, and a write as large as a sale. */
function open() {
  const keyHex = 'cd'.repeat(32);
  const checkpointer = createCheckpointer();
  const opened = openDatabase({
    folder,
    keyHex,
    onCommit: checkpointer.schedule,
    backUpBeforeMigration: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.error.type);
  const { raw, inTransaction, db } = opened.value;
  checkpointer.attach(raw, join(folder, DATABASE_FILE), keyHex);
  const write = (name: string) =>
    inTransaction((tx) =>
      tx.run<readonly [string, string]>(
        { name: 'test write', sql: 'INSERT OR REPLACE INTO counter_setting (name, value) VALUES (?, ?)' },
        name,
        randomBytes(20_000).toString('hex'),
      ),
    );
  return { raw, db, checkpointer, write, keyHex };
}

test('the write-ahead log starts again from its beginning while sales go on', async () => {
  const { raw, write, checkpointer, keyHex } = open();
  const rounds = 500;
  for (let i = 0; i < rounds; i++) {
    write(`setting-${i % 100}`);
    await pause(1);
  }
  const walBytes = statSync(join(folder, `${DATABASE_FILE}-wal`)).size;
  const written = rounds * 40_000;
  expect(walBytes).toBeLessThan(written / 2);
  await checkpointer.close();
  raw.close();
  const again = openDatabase({ folder, keyHex, backUpBeforeMigration: () => undefined });
  if (!again.ok) throw new Error(again.error.type);
  const { rows } = again.value.db.one<readonly [], { rows: number }>({
    name: 'test count',
    sql: 'SELECT count(*) AS rows FROM counter_setting',
  }) ?? { rows: 0 };
  expect(rows).toBe(100);
  again.value.raw.close();
});

test('the log starts again from its beginning once a disk that was full has room', async () => {
  const { raw, write, checkpointer, keyHex } = open();
  const file = join(folder, DATABASE_FILE);
  // A thread that cannot read the file fails as one that cannot write it.
  checkpointer.attach(raw, file, 'ef'.repeat(32));
  const writeMany = async () => {
    for (let i = 0; i < 128; i++) {
      write(`setting-${i % 10}`);
      await pause(1);
    }
  };
  await writeMany();
  checkpointer.attach(raw, file, keyHex);
  await vi.waitFor(
    async () => {
      await writeMany();
      const walBefore = statSync(`${file}-wal`).size;
      await writeMany();
      expect(statSync(`${file}-wal`).size).toBe(walBefore);
    },
    { timeout: 20_000 },
  );
  await checkpointer.close();
  raw.close();
}, 30_000);

test('a counter closes though the thread of its checkpoints failed', async () => {
  const { raw, write, checkpointer } = open();
  checkpointer.attach(raw, join(folder, DATABASE_FILE), 'ef'.repeat(32));
  for (let i = 0; i < 128; i++) write(`setting-${i}`);
  // It fails while nothing else is going on.
  await pause(2000);
  await checkpointer.close();
  raw.close();
}, 30_000);

test('a disk that is full while the last pages are written out does not end the program', async () => {
  const { raw, write, checkpointer } = open();
  const pragma = vi.spyOn(raw, 'pragma').mockImplementation(() => {
    throw new Error('database or disk is full');
  });
  await vi.waitFor(
    async () => {
      for (let i = 0; i < 32; i++) write(`setting-${i}`);
      await pause(10);
      expect(pragma).toHaveBeenCalledWith('wal_checkpoint(PASSIVE)');
    },
    { timeout: 20_000 },
  );
  pragma.mockRestore();
  await checkpointer.close();
  raw.close();
}, 30_000);
