import type { DeviceId } from '../../shared/domain/ids.ts';
import { reversalAskedFor } from '../../shared/operations/lease-operations.ts';
import {
  type Claim,
  type HouseholdClaim,
  householdsIn,
  type ReversalClaim,
  reversalsIn,
  subjectOf,
} from '../../shared/sync/claims.ts';
import { mayWriteTo } from '../../shared/sync/grants.ts';
import type { AuthoriseRequest, ClaimRefusal } from '../../shared/sync/protocol.ts';
import type { ReversalRow } from '../store/claim-tables.ts';
import type { HubDeviceRow, HubStore, HubTx } from '../store/hub-store.ts';
import { areAllowanceFactsFilled } from './fill-allowance-facts.ts';
import { insertTaken } from './insert-taken.ts';
import { mergesThatHoldAtHub } from './read-allowance-facts.ts';
import { type HubPen, hubDraft, writeAsHub } from './write-as-hub.ts';

/** A writer that was asked to cede is not asked again for so long. */
const ASK_AGAIN_MS = 5_000;

/**
 * Has what an act claims for it alone, all of it or nothing; null where it has. The right to take an operation back lies in one
 * place: with the device that wrote it until its own chain cedes it, then here, for one act at a time that knows of all
 * that came before. So nothing is taken back twice, and a writer needs no network until somebody else asks.
 *
 * To be called before any account is locked.
 */
export async function takeClaims(
  tx: HubTx,
  device: HubDeviceRow,
  {
    authorisationId,
    operationId,
    claims,
  }: Pick<AuthoriseRequest, 'authorisationId' | 'operationId' | 'claims'>,
): Promise<ClaimRefusal | null> {
  if (claims.length === 0) return null;
  const { deviceId } = device;
  const wanted = new Map(claims.map((claim) => [subjectOf(claim), claim]));
  const taken = await tx.takeClaims(
    [...wanted.keys()].sort().map((subject) => ({ subject, authorisationId, operationId, deviceId })),
  );
  // Read now that they are held: whoever had one before has said what became of it.
  const refusal = taken.length < wanted.size ? 'ClaimedElsewhere' : await judge(tx, device, claims);
  if (refusal !== null) await tx.releaseClaims([authorisationId]);
  return refusal;
}

async function judge(
  tx: HubTx,
  device: HubDeviceRow,
  claims: readonly Claim[],
): Promise<ClaimRefusal | null> {
  return (
    (await judgeReversals(tx, device, reversalsIn(claims))) ??
    (await judgeHouseholds(tx, householdsIn(claims)))
  );
}

/** Households that are joined or parted have to be what the device takes them for, and not erased. */
async function judgeHouseholds(tx: HubTx, claims: readonly HouseholdClaim[]): Promise<ClaimRefusal | null> {
  if (claims.length === 0) return null;
  // A hub that was just updated may not have read yet which merges there are.
  if (!(await areAllowanceFactsFilled(tx))) return 'NewsFirst';
  const merges = mergesThatHoldAtHub(await tx.listAllowanceFacts(['merges']));
  const mergeIds = new Map(merges.map(({ householdId, mergeId }) => [householdId, mergeId]));
  const erased = await tx.findErased(claims.map(({ householdId }) => householdId));
  const isKnown = claims.every(
    ({ householdId, mergeId }) => !erased.has(householdId) && (mergeIds.get(householdId) ?? null) === mergeId,
  );
  return isKnown ? null : 'NewsFirst';
}

async function judgeReversals(
  tx: HubTx,
  device: HubDeviceRow,
  claims: readonly ReversalClaim[],
): Promise<ClaimRefusal | null> {
  if (claims.length === 0) return null;
  const found = await tx.listReversals(claims.map(({ operationId }) => operationId));
  const rows = new Map(found.map((row) => [row.operation.id, row]));
  for (const { operationId, known } of claims) {
    const row = rows.get(operationId);
    // What a device may not write about it need not know of.
    if (row === undefined || !mayWriteTo(device.place, row.operation.stream)) return 'NewsFirst';
    if (isWithItsWriter(row) && row.operation.deviceId !== device.deviceId) return 'HeldByWriter';
    if (row.reversals.some(({ id }) => !known.includes(id))) return 'NewsFirst';
  }
  return null;
}

/** A device that is active no more writes nothing that is taken. */
const isWithItsWriter = ({ isCeded, isWriterActive }: ReversalRow): boolean => !isCeded && isWriterActive;

/** Writes to the devices that may take back what is claimed without asking: each is to cede it. */
export async function askToCede(
  store: HubStore,
  pen: HubPen,
  askedBy: DeviceId,
  claims: readonly Claim[],
): Promise<void> {
  const now = pen.now();
  await store.inTransaction(async (tx) => {
    const found = await tx.listReversals(reversalsIn(claims).map(({ operationId }) => operationId));
    const held = found.filter(
      (row) =>
        isWithItsWriter(row) &&
        row.operation.deviceId !== askedBy &&
        (row.askedAt === null || now - row.askedAt >= ASK_AGAIN_MS),
    );
    const operations = held.map(({ operation }) => operation);
    const letters = [...Map.groupBy(operations, ({ deviceId }) => deviceId)].map(([deviceId, written]) =>
      hubDraft(reversalAskedFor, { deviceId, operationIds: written.map(({ id }) => id) }),
    );
    if (letters.length === 0) return;
    const ids = operations.map(({ id }) => id);
    const taken = await writeAsHub(tx, pen, letters);
    const saveBesides = () => tx.lastly(tx.setReversalsAsked(ids, now));
    await insertTaken(tx, { taken, changes: [], saveBesides, now });
  });
}
