import type { DeviceId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import type { QuarantineReason } from '../../shared/sync/protocol.ts';
import type { SyncEffect } from '../../shared/sync/sync-machine.ts';
import type { Tx } from '../database/database.ts';
import { noteFloorTold } from '../database/floor.ts';
import { findInChain } from '../database/log.ts';
import { projectHubWord } from '../database/project.ts';
import {
  insertOverruled,
  insertQuarantine,
  saveCursor,
  setAcknowledgedSeq,
  setHubEpoch,
} from '../database/sync.ts';
import { changeGrants } from '../database/withdraw-streams.ts';

/** The effects of the exchange that are a matter of this database alone. */
export type SavingEffect = Extract<
  SyncEffect,
  { type: 'saveAcknowledged' | 'lowerCursors' | 'changeGrants' }
>;

/** `toldOn` is the day of the hub on which it said so. */
export function saveProgress(tx: Tx, effect: SavingEffect, toldOn: LocalDate): void {
  switch (effect.type) {
    case 'saveAcknowledged':
      noteFloorTold(tx, effect.seq, toldOn);
      setAcknowledgedSeq(tx, effect.seq);
      return;
    case 'lowerCursors':
      for (const { stream, number, checksum } of effect.to) saveLowered(tx, stream, number, checksum);
      setHubEpoch(tx, effect.epoch);
      return;
    case 'changeGrants':
      changeGrants(tx, effect.change);
  }
}

const saveLowered = (
  tx: Tx,
  stream: StreamName,
  cursor: number,
  checksum: Parameters<typeof saveCursor>[2]['checksum'],
) => saveCursor(tx, stream, { cursor, checksum });

/**
 * What the hub acknowledged of a chain of this counter and keeps aside: a person looks at it ("da verificare"). What the network has its own word on
 * is nobody's matter: here too it makes nothing from the next time on that these tables are made.
 * Answers the kinds of what is kept aside.
 */
export function noteQuarantined(
  tx: Tx,
  deviceId: DeviceId,
  quarantined: readonly { readonly seq: number; readonly reason: QuarantineReason }[],
): string[] {
  const types: string[] = [];
  for (const { seq, reason } of quarantined) {
    const own = findInChain(tx, deviceId, seq);
    if (own === null) continue;
    if (reason === 'NetworkHasOwn') {
      insertOverruled(tx, own.n);
      continue;
    }
    insertQuarantine(tx, own.n, reason);
    projectHubWord(tx, own, true);
    types.push(own.operation.type);
  }
  return types;
}
