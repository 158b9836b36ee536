import { deviceStream } from '../../shared/operations/kind.ts';
import {
  type DeclareRequest,
  MOST_DECLARED_AUTHORISATIONS,
  MOST_DECLARED_LEASES,
  MOST_SEEN_DEVICES,
} from '../../shared/sync/declaration.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import type { Db } from '../database/database.ts';
import { listAuthorisationSpends, listGrantedAuthorisations, listHeldLeases } from '../database/leases.ts';
import { getOwnHead } from '../database/log.ts';
import { findCursor, listSeenHeads } from '../database/sync.ts';

/**
 * What this device holds of households' accounts, as of its own head: told to a hub that was restored from a backup and has
 * forgotten what it gave later, with how far it had read the other counters. What was asked and has no answer yet is not held: it is asked again.
 */
export function readDeclaration(db: Db, epoch: number): DeclareRequest {
  const { deviceId, seq, hash } = getOwnHead(db);
  return {
    protocol: PROTOCOL_VERSION,
    epoch,
    headSeq: seq,
    headHash: hash,
    mailboxCursor: findCursor(db, deviceStream(deviceId))?.cursor ?? 0,
    part: 0,
    isLast: true,
    leases: listHeldLeases(db, MOST_DECLARED_LEASES),
    authorisations: listGrantedAuthorisations(db, MOST_DECLARED_AUTHORISATIONS).map((granted) => ({
      ...granted,
      spends: listAuthorisationSpends(db, granted.authorisationId),
    })),
    seen: listSeenHeads(db, MOST_SEEN_DEVICES),
  };
}
