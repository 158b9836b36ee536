import type { StreamName } from '../../shared/operations/operation.ts';
import type { SyncEffect } from '../../shared/sync/engine.ts';
import type { QuarantineReason } from '../../shared/sync/protocol.ts';
import type { Tx } from '../database/database.ts';
import { insertQuarantine, saveCursor, setAcknowledgedSeq, setHubEpoch } from '../database/sync.ts';

/** The effects of the exchange that are a matter of this database alone. */
export type SavingEffect = Extract<SyncEffect, { type: 'saveAcknowledged' | 'lowerCursors' }>;

export function saveProgress(tx: Tx, effect: SavingEffect): void {
  switch (effect.type) {
    case 'saveAcknowledged':
      setAcknowledgedSeq(tx, effect.seq);
      return;
    case 'lowerCursors':
      for (const { stream, number, checksum } of effect.to) saveLowered(tx, stream, number, checksum);
      setHubEpoch(tx, effect.epoch);
  }
}

const saveLowered = (
  tx: Tx,
  stream: StreamName,
  cursor: number,
  checksum: Parameters<typeof saveCursor>[2]['checksum'],
) => saveCursor(tx, stream, { cursor, checksum });

/** What the hub acknowledged and keeps aside: a person looks at it ("da verificare"). */
export function noteQuarantined(
  tx: Tx,
  quarantined: readonly { readonly seq: number; readonly reason: QuarantineReason }[],
): void {
  for (const { seq, reason } of quarantined) insertQuarantine(tx, seq, reason);
}
