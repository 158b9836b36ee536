import type { DeviceId } from '../../shared/domain/ids.ts';
import { reversalAskedFor } from '../../shared/operations/lease-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
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
import { takesBack } from './find-double-reversals.ts';
import { insertTaken, movesHousehold } from './insert-taken.ts';
import { type Joined, readJoined } from './read-joined.ts';
import { type HubPen, hubDraft, writeAsHub } from './write-as-hub.ts';

/** A writer that was asked to cede is not asked again for so long. */
const ASK_AGAIN_MS = 5_000;
/** An act is made within minutes of its question. What a counter has that was not heard of for so long nobody waits for any more. */
const CLAIM_LAPSES_MS = 30 * 86_400_000;

/** Since when a device was heard of whose claims hold, at this time of the hub. */
export const claimsHoldSince = (now: number): number => now - CLAIM_LAPSES_MS;

/**
 * Has what an act claims for it alone, all of it or nothing; null where it has. The right to take an operation back lies in one
 * place: with the device that wrote it until its own chain cedes it, then here, for one act at a time that knows of all
 * that came before. So nothing is taken back twice, and a writer needs no network until somebody else asks.
 *
 * To be called before any account is locked. What was had until something was refused is the caller's to release.
 */
export async function takeClaims(
  tx: HubTx,
  device: HubDeviceRow,
  {
    authorisationId,
    operationId,
    claims,
  }: Pick<AuthoriseRequest, 'authorisationId' | 'operationId' | 'claims'>,
  now: number,
): Promise<ClaimRefusal | null> {
  if (claims.length === 0) return null;
  const { deviceId } = device;
  const wanted = new Map(claims.map((claim) => [subjectOf(claim), claim]));
  const taken = await tx.takeClaims(
    [...wanted.keys()].sort().map((subject) => ({ subject, authorisationId, operationId, deviceId })),
    claimsHoldSince(now),
  );
  // Read now that they are held: whoever had one before has said what became of it.
  return taken.length < wanted.size ? 'ClaimedElsewhere' : await judge(tx, device, claims);
}

/**
 * Frees what an act has to itself that is kept aside: others need not wait for what may never be taken. If it is taken later
 * all the same, what it takes back twice is flagged. What is set aside for it stays. To be called before any account is locked.
 */
export async function releaseClaimsOf(
  tx: HubTx,
  { deviceId }: HubDeviceRow,
  aside: readonly Operation[],
): Promise<void> {
  if (aside.length === 0) return;
  const claims = await tx.listClaimsOf(aside.map(({ id }) => id));
  const own = claims.filter((claim) => claim.deviceId === deviceId);
  await tx.releaseClaims([...new Set(own.map(({ authorisationId }) => authorisationId))]);
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
  const householdIds = claims.map(({ householdId }) => householdId);
  const joined = await readJoined(tx, householdIds);
  const erased = await tx.findErased(householdIds);
  const isKnown = claims.every(
    ({ householdId, mergeId }) => !erased.has(householdId) && joined.mergeOf(householdId) === mergeId,
  );
  return isKnown && (await areSweepsKnown(tx, claims, joined)) ? null : 'NewsFirst';
}

/** What was brought along has to be known too: whoever parts two households gives back what was moved. */
async function areSweepsKnown(
  tx: HubTx,
  claims: readonly HouseholdClaim[],
  joined: Joined,
): Promise<boolean> {
  const oneWith = claims.map(({ householdId, sweeps }) => ({
    sweeps,
    ids: [householdId, ...joined.into(householdId)],
  }));
  const everybody = [...new Set(oneWith.flatMap(({ ids }) => ids))];
  const erased = await tx.findErased(everybody); // counters know no more of what became of those
  const kept = everybody.filter((id) => !erased.has(id));
  const rows = await tx.listAllowanceFacts(kept.map((id) => `household:${id}` as const));
  const sweepsOf = new Map<string, number>();
  for (const { subject, fact } of rows) {
    if (fact.of === 'swept') sweepsOf.set(subject, (sweepsOf.get(subject) ?? 0) + 1);
  }
  return oneWith.every(
    ({ sweeps, ids }) => ids.reduce((sum, id) => sum + (sweepsOf.get(`household:${id}`) ?? 0), 0) <= sweeps,
  );
}

async function judgeReversals(
  tx: HubTx,
  device: HubDeviceRow,
  claims: readonly ReversalClaim[],
): Promise<ClaimRefusal | null> {
  if (claims.length === 0) return null;
  const found = await tx.listReversals(claims.map(({ operationId }) => operationId));
  // What a device may not write about it need not know of, nor has it anybody asked for it beside something else.
  const rows = found.filter((row) => mayTakeBack(device, row));
  if (claims.some(({ operationId }) => !rows.some(({ operation }) => operation.id === operationId)))
    return 'NewsFirst';
  if (rows.some((row) => isHeldFrom(device, row))) return 'HeldByWriter';
  const known = new Map(claims.map((claim) => [claim.operationId, claim.known]));
  const isKnown = rows.every((row) =>
    reversalsToKnow(row).every(({ id }) => known.get(row.operation.id)?.includes(id)),
  );
  return isKnown ? null : 'NewsFirst';
}

const mayTakeBack = ({ place }: HubDeviceRow, { operation }: ReversalRow): boolean =>
  mayWriteTo(place, operation.stream);

/**
 * Any operation may name any other. Those count that are of the kind to take it back, and that reach whoever may: in its
 * stream, or in the ledger.
 */
const reversalsToKnow = ({ operation, reversals }: ReversalRow): Operation[] =>
  reversals.filter(
    (each) => takesBack(each, operation) && (each.stream === operation.stream || movesHousehold(each)),
  );

/** A device that is active no more writes nothing that is taken. */
const isHeldFrom = (
  { deviceId }: HubDeviceRow,
  { operation, isCeded, isWriterActive }: ReversalRow,
): boolean => !isCeded && isWriterActive && operation.deviceId !== deviceId;

/**
 * Writes to the devices that may take back what is claimed without asking: each is to cede it. What is asked for again under
 * the id of a question that was answered is not what was judged then: so the rights are looked at here too.
 */
export async function askToCede(
  store: HubStore,
  pen: HubPen,
  askedBy: DeviceId,
  claims: readonly Claim[],
): Promise<void> {
  const now = pen.now();
  await store.inTransaction(async (tx) => {
    const device = await tx.findDevice(askedBy);
    if (device === null) return;
    const found = await tx.listReversals(reversalsIn(claims).map(({ operationId }) => operationId));
    const held = found.filter(
      (row) =>
        mayTakeBack(device, row) &&
        isHeldFrom(device, row) &&
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
