import type { OperationId } from '../../shared/domain/ids.ts';
import {
  isOfWholeNetwork,
  isOneInNetwork,
  operationsNamedBy,
  subjectsOf,
} from '../../shared/operations/brought-operations.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import { deviceJoined, siteSet } from '../../shared/operations/network-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { QuarantineReason } from '../../shared/sync/protocol.ts';
import type { HubDeviceRow, HubTx } from '../store/hub-store.ts';

/** Whether some of what the device brings is still to come. */
export const isEntering = ({ headSeq, broughtUntilSeq }: HubDeviceRow): boolean => headSeq < broughtUntilSeq;

/**
 * The device as it is once these operations are here: its log may say that what it brings ends before where it said that it
 * would when it entered.
 */
export function afterEntry(device: HubDeviceRow, operations: readonly Operation[]): HubDeviceRow {
  if (!isEntering(device)) return device;
  const joined = operations.find(
    (operation) => operation.type === deviceJoined.type && isBrought(device, operation),
  );
  return joined === undefined ? device : { ...device, broughtUntilSeq: joined.seq };
}

export const isBrought = ({ broughtUntilSeq }: HubDeviceRow, { seq }: Operation): boolean =>
  seq <= broughtUntilSeq;

/** Why an operation that is brought is not taken, though it agrees with itself; null where it is. */
export type BroughtJudge = (operation: Operation) => QuarantineReason | null;

/**
 * Judges what a counter brings: it was nobody's business while it stood alone, so it is taken as far as it is about what the
 * counter itself brings. Law: nothing that is brought changes, moves or names a household, card, entitlement, site, operator
 * or organisation that the network had from somebody else, nor takes back or decides on what another device wrote, nor makes
 * an office of a site where the counter itself is none.
 */
export async function openBroughtJudge(
  tx: HubTx,
  device: HubDeviceRow,
  operations: readonly Operation[],
): Promise<BroughtJudge> {
  const read = operations
    .filter((operation) => isBrought(device, operation))
    .flatMap((operation) => readBrought(operation) ?? []);
  if (read.length === 0) return () => null;
  const [bringers, foreignIds] = await Promise.all([
    tx.findBringers([...new Set(read.flatMap(({ subjects }) => subjects))]),
    findForeign(tx, device, [...new Set(read.flatMap(({ named }) => named))]),
  ]);
  const byId = new Map(read.map((each) => [each.operation.id, each]));
  const isForeign = (subject: string | null) => {
    const bringer = subject === null ? undefined : bringers.get(subject);
    return bringer !== undefined && bringer !== device.deviceId;
  };
  return ({ id }) => {
    const brought = byId.get(id);
    if (brought === undefined) return null;
    const { own, subjects, named, operation, isOffice } = brought;
    // An office reads the whole ledger: whoever did not enter as one makes no site one.
    if (isOffice && device.place.siteKind !== 'office') return 'NotAllowedHere';
    if (named.some((each) => foreignIds.has(each))) return 'NotAllowedHere';
    if (!isOfWholeNetwork(operation.type) && !subjects.some(isForeign)) return null;
    const isOnlyItself = subjects.every((subject) => subject === own || !isForeign(subject));
    return isOnlyItself && isOneInNetwork(operation.type) ? 'NetworkHasOwn' : 'NotAllowedHere';
  };
}

/** Null where there is nothing to read: it is kept aside for another reason, or was erased and says nothing. */
function readBrought(operation: Operation) {
  const kind = findKind(operation.type, operation.version);
  if (kind === null || operation.body === undefined) return null;
  const parsed = kind.body.safeParse(parseJson(operation.body));
  if (!parsed.success) return null;
  return {
    operation,
    own: kind.subject(parsed.data),
    subjects: subjectsOf(kind, parsed.data, operation),
    named: operationsNamedBy(parsed.data, operation),
    isOffice: operation.type === siteSet.type && siteSet.body.parse(parsed.data).kind === 'office',
  };
}

/** Which of these operations another device wrote, as far as the hub has taken them. */
async function findForeign(
  tx: HubTx,
  { deviceId }: HubDeviceRow,
  ids: readonly OperationId[],
): Promise<ReadonlySet<OperationId>> {
  if (ids.length === 0) return new Set();
  const writers = await tx.findWriters(ids);
  return new Set(ids.filter((id) => (writers.get(id) ?? deviceId) !== deviceId));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // fits no kind, and is kept aside as such
  }
}
