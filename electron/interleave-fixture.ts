import { findKind } from '../shared/operations/kinds.ts';
import type { BanconeDatabase } from './database/database.ts';
import { insertOperation, type LoggedOperation, numberOfDevice, startChain } from './database/log.ts';
import { openMemoryDatabase } from './database/open.ts';
import { project } from './database/project.ts';

/** Takes the streams of a log one after the other in an order that `choices` decides; each keeps its own order. */
export function interleave(log: readonly LoggedOperation[], choices: readonly number[]): LoggedOperation[] {
  const streams = [...Map.groupBy(log, ({ operation }) => operation.stream).values()].map((each) => [
    ...each,
  ]);
  const mixed: LoggedOperation[] = [];
  for (let i = 0; streams.length > 0; i++) {
    const at = (choices[i % choices.length] ?? 0) % streams.length;
    const next = streams[at]?.shift();
    if (next !== undefined) mixed.push(next);
    if (streams[at]?.length === 0) streams.splice(at, 1);
  }
  return mixed;
}

/** Another database that was told the same operations, in this order. */
export function receive(
  log: readonly Pick<LoggedOperation, 'operation'>[],
  deviceId: Parameters<typeof startChain>[1],
): BanconeDatabase {
  const database = openMemoryDatabase();
  database.inTransaction((tx) => {
    startChain(tx, deviceId);
    for (const { operation } of log) {
      const device = numberOfDevice(tx, operation.deviceId);
      const n = insertOperation(tx, device, operation);
      const kind = findKind(operation.type, operation.version);
      const body = kind?.body.parse(JSON.parse(operation.body ?? 'null'));
      project(tx, { n, device, operation, body });
    }
  });
  return database;
}
