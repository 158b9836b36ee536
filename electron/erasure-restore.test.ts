import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cardNumberFromBytes } from '../shared/domain/card-number.ts';
import {
  cardIdSchema,
  type HouseholdId,
  householdIdSchema,
  operationIdSchema,
  operatorIdSchema,
} from '../shared/domain/ids.ts';
import { err } from '../shared/domain/result.ts';
import { cardIssued, householdSet } from '../shared/operations/household-operations.ts';
import type { Query } from './database/database.ts';
import {
  keepErasuresIfThere,
  readErasureRegister,
  readErasuresBeside,
  registerOfBackups,
  registerOfData,
} from './database/erasure-register.ts';
import { findErasure } from './database/erasures.ts';
import { findHousehold, findHouseholdNumber, listCards } from './database/households.ts';
import { findOperation } from './database/log.ts';
import { DATABASE_FILE } from './database/open.ts';
import { aCounterIn, aFolder, removeFolder, writeIn } from './folder-fixture.ts';
import { eraseHousehold, keepAndTell } from './households/erase-household.ts';
import { checkOf, readKey } from './keys/key-store.ts';

const KEY_CHECK = 'ab'.repeat(32);
let folder = '';
beforeEach(() => {
  folder = aFolder();
});
afterEach(() => removeFolder(folder));

test('a backup from before an erasure, restored where nothing else is left, is erased again before anybody sees it', async () => {
  const householdId = householdIdSchema.parse(v7());
  const before = await aCounterIn(folder);
  writeIn(before.live(), householdSet, { householdId, displayName: 'Rossi Anna', size: 2 });
  const card = { cardId: cardIdSchema.parse(v7()), cardNumber: cardNumberFromBytes(Buffer.alloc(8, 7)) };
  writeIn(before.live(), cardIssued, { ...card, householdId });
  const backup = await before.ask('backup.run', {});
  if (!backup.ok) throw new Error(backup.error.type);
  const { context } = before.live();
  const order = { operationId: operationIdSchema.parse(v7()), reason: 'asked', operatorId: null } as const;
  context.inTransaction((tx) => eraseHousehold(context, tx, householdId, order));
  await before.counter.close();
  // The power went before the register was written: the next start makes it good.
  await (await aCounterIn(folder)).counter.close();
  expect(readFileSync(join(folder, 'erased.log'), 'utf8')).toBe(`${householdId}\n`);

  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `${DATABASE_FILE}${end}`), { force: true });
  const after = await aCounterIn(folder, { isEmpty: true });
  expect(after.counter.status()).toBe('setup');
  const source = { type: 'backup', folder: join(folder, 'backups'), name: backup.value.name } as const;
  expect(await after.ask('restore.run', { source })).toMatchObject({ ok: true });
  const { db } = after.live().context;
  expect(findHousehold(db, householdId)?.displayName).toBeNull();
  expect(findErasure(db, householdId)?.reason).toBe('restored');
  expect(listCards(db, findHouseholdNumber(db, householdId) ?? 0)[0]?.blockReason).toBe('other');
  await after.counter.close();
});

/** A counter with a household, that keeps its backups on a stick of its own. */
async function aCounterWithStick() {
  const stick = aFolder();
  const householdId = householdIdSchema.parse(v7());
  const at = await aCounterIn(folder);
  writeIn(at.live(), householdSet, { householdId, displayName: 'Rossi Anna', size: 2 });
  expect(await at.ask('backup.setFolder', { folder: stick })).toMatchObject({ ok: true });
  const recovery = await at.ask('backup.newRecoveryCode', {});
  if (!recovery.ok) throw new Error(recovery.error.type);
  const backUp = async () => {
    const taken = await at.ask('backup.run', {});
    if (!taken.ok) throw new Error(taken.error.type);
    return taken.value.name;
  };
  const erase = () => {
    const { context } = at.live();
    const order = { operationId: operationIdSchema.parse(v7()), reason: 'asked', operatorId: null } as const;
    context.inTransaction((tx) => {
      eraseHousehold(context, tx, householdId, order);
      tx.afterCommit(() =>
        keepAndTell(context, {
          own: registerOfData(folder),
          besideBackups: [],
          keepBeside: async (ids) => keepErasuresIfThere(registerOfBackups(stick, KEY_CHECK), ids),
          onBug: (error) => {
            throw error;
          },
        }),
      );
    });
  };
  return { ...at, stick, householdId, code: recovery.value.code, backUp, erase };
}

test('the stick with the backups, taken out right after an erasure, brings nobody back on another PC', async () => {
  const { stick, householdId, counter, code, backUp, erase } = await aCounterWithStick();
  const name = await backUp();
  erase();
  await counter.close();
  const other = aFolder();
  const after = await aCounterIn(other, { isEmpty: true });
  const source = { type: 'backup', folder: stick, name } as const;
  expect(await after.ask('restore.run', { source, code })).toMatchObject({ ok: true });
  const { db } = after.live().context;
  expect(findHousehold(db, householdId)?.displayName).toBeNull();
  expect(findErasure(db, householdId)?.reason).toBe('restored');
  await after.counter.close();
  for (const each of [stick, other]) removeFolder(each);
});

test('a stick that was out when a household was erased is told with the next backup', async () => {
  const { stick, householdId, counter, backUp, erase } = await aCounterWithStick();
  await backUp();
  const drawer = aFolder();
  cpSync(stick, drawer, { recursive: true });
  removeFolder(stick);
  erase();
  expect(readErasureRegister(registerOfData(folder))).toEqual([householdId]);
  mkdirSync(stick);
  cpSync(drawer, stick, { recursive: true });
  expect(readErasuresBeside(stick)).toEqual([]);
  await backUp();
  expect(readErasuresBeside(stick)).toEqual([householdId]);
  await counter.close();
  for (const each of [stick, drawer]) removeFolder(each);
});

const nameIn = ({ live }: Pick<Awaited<ReturnType<typeof aCounterIn>>, 'live'>, householdId: HouseholdId) =>
  findHousehold(live().context.db, householdId)?.displayName ?? null;

test('what another counter that keeps its backups on the same stick knows to be erased erases nothing here', async () => {
  const { stick, householdId, counter, backUp, code } = await aCounterWithStick();
  const name = await backUp();
  await counter.close();
  writeFileSync(join(stick, 'erased-0123abcd.log'), `${householdId}\n`);
  const again = await aCounterIn(folder);
  expect(nameIn(again, householdId)).toBe('Rossi Anna');
  await again.counter.close();
  // For data that come back from there it counts, whoever knew it.
  const other = aFolder();
  const restored = await aCounterIn(other, { isEmpty: true });
  const source = { type: 'backup', folder: stick, name } as const;
  expect(await restored.ask('restore.run', { source, code })).toMatchObject({ ok: true });
  expect(nameIn(restored, householdId)).toBeNull();
  await restored.counter.close();
  for (const each of [stick, other]) removeFolder(each);
});

/** Where the system has a disk that is always full. */
const FULL = '/dev/full';
test.skipIf(!existsSync(FULL))(
  'a full disk of backups keeps no counter from opening, is said, and is made good later',
  async () => {
    const { stick, householdId, counter, live, backUp } = await aCounterWithStick();
    await backUp();
    const order = { operationId: operationIdSchema.parse(v7()), reason: 'asked', operatorId: null } as const;
    const { context } = live();
    context.inTransaction((tx) => eraseHousehold(context, tx, householdId, order));
    await counter.close();
    const key = await readKey(folder, null);
    if (!key.ok) throw new Error('no key');
    const keyCheck = checkOf(Buffer.from(key.value.keyHex, 'hex'));
    const part = join(stick, `erased-${keyCheck.slice(0, 8)}.log.new`);
    symlinkSync(FULL, part);
    const again = await aCounterIn(folder);
    expect([again.counter.status(), nameIn(again, householdId)]).toEqual(['ready', null]);
    expect(readErasureRegister(registerOfData(folder))).toEqual([householdId]);
    expect(await again.ask('backup.status', {})).toMatchObject({ value: { isRegisterBehind: true } });
    expect(await again.ask('backup.run', {})).toEqual(err({ type: 'BackupDiskFull' }));
    rmSync(part);
    expect(await again.ask('backup.run', {})).toMatchObject({ ok: true });
    expect(readErasuresBeside(stick)).toEqual([householdId]);
    expect(await again.ask('backup.status', {})).toMatchObject({ value: { isRegisterBehind: false } });
    await again.counter.close();
    removeFolder(stick);
  },
);

const asWritten: Query<readonly [Uint8Array], { body: string; salt: Uint8Array }> = {
  name: 'test as it was written',
  sql: 'SELECT body, salt FROM operation WHERE id = ?',
};
const putBack: Query<readonly [string, Uint8Array, Uint8Array], never> = {
  name: 'test what was missed',
  sql: 'UPDATE operation SET body = ?, salt = ? WHERE id = ?',
};

test('a second order that the power cut is looked through to its end at the next start', async () => {
  const householdId = householdIdSchema.parse(v7());
  const before = await aCounterIn(folder);
  const id = writeIn(before.live(), householdSet, { householdId, displayName: 'Rossi Anna', size: 2 });
  const order = () => {
    const { context } = before.live();
    const operationId = operationIdSchema.parse(v7());
    const operatorId = operatorIdSchema.parse(v7());
    context.inTransaction((tx) =>
      eraseHousehold(context, tx, householdId, { operationId, reason: 'asked', operatorId, isAgain: true }),
    );
  };
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  const written = before.live().context.db.one(asWritten, bytes);
  order();
  // However it came to be there again.
  before
    .live()
    .context.inTransaction((tx) => tx.run(putBack, written?.body ?? '', written?.salt ?? bytes, bytes));
  order();
  await before.counter.close();
  const after = await aCounterIn(folder);
  const isThere = () => findOperation(after.live().context.db, operationIdSchema.parse(id))?.operation.body;
  await vi.waitFor(() => expect(isThere()).toBeUndefined(), { timeout: 20_000, interval: 20 });
  await after.counter.close();
});
