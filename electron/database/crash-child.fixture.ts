// Started by crash.test.ts and killed by it: records without a pause and says each operation that was acknowledged.
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { deviceIdSchema, operationIdSchema, organisationIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { organisationSet } from '../../shared/operations/network-operations.ts';
import { openHeadLog } from './head-log.ts';
import { createRecorder, findOwnHead, startChain } from './log.ts';
import { openDatabase } from './open.ts';

const [folder = '', keyHex = ''] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);

const opened = openDatabase({ folder, keyHex, backUpBeforeMigration: () => undefined });
if (!opened.ok) {
  say(`REFUSED ${JSON.stringify(opened.error)}`);
  process.exit(1);
}
const { db, inTransaction, raw } = opened.value;
const headLog = openHeadLog(folder, (error) => {
  throw error;
});
if (findOwnHead(db) === null) inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
const record = createRecorder({
  now: Date.now,
  newSalt: () => randomBytes(32).toString('hex'),
  appendHead: headLog.append,
});
const organisationId = organisationIdSchema.parse('019a0000-0000-7000-8000-000000000001');
const businessOn = localDateSchema.parse('2026-11-22');
say(`OPEN ${join(folder)}`);
for (let i = 0; ; i++) {
  const id = operationIdSchema.parse(v7());
  inTransaction((tx) =>
    record(tx, { id, kind: organisationSet, body: { organisationId, name: id }, businessOn }),
  );
  say(`ACK ${id}`);
  // A kill in the middle of a checkpoint, too.
  if (i % 16 === 15) raw.pragma('wal_checkpoint(PASSIVE)');
}
