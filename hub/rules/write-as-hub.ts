import { type DeviceId, deviceIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { localDateAt } from '../../shared/domain/local-date.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import {
  canonicalText,
  commitmentOf,
  hashOf,
  type Operation,
  type Sha256,
} from '../../shared/operations/operation.ts';
import type { HubChain, HubTx } from '../store/hub-store.ts';

export type HubPen = {
  readonly sha256: Sha256;
  /** UTC milliseconds of the hub. */
  readonly now: () => number;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** 32 random bytes in hex. */
  readonly newSalt: () => string;
  /** Lets whatever else waits in this process have its turn, in the midst of a long piece of work. */
  readonly breathe: () => Promise<void>;
};

/** `id`: derived from what it says, where it is written once. `causeId`: what it follows from. */
type Envelope = { readonly id?: Operation['id']; readonly causeId?: Operation['id'] };

/** What the hub writes: a kind and its body, as a counter's draft. */
export type HubDraft = Envelope & { readonly kind: OperationKind<never>; readonly body: object };

export const hubDraft = <Body extends object>(
  kind: OperationKind<Body>,
  body: NoInfer<Body>,
  envelope: Envelope = {},
): HubDraft => ({
  // A list of drafts of many kinds can only be written with the body forgotten; the pen pairs them again.
  kind: kind as unknown as OperationKind<never>,
  body,
  ...envelope,
});

/**
 * The hub is the authority of its network, and writes as a device with a chain of its own (design, section 4): one for each
 * epoch. Holds that chain until the transaction ends; what is written is to be taken like anything else (`insertTaken`).
 */
export async function writeAsHub(tx: HubTx, pen: HubPen, drafts: readonly HubDraft[]): Promise<Operation[]> {
  if (drafts.length === 0) return [];
  const chain = await holdHubChain(tx, pen);
  const operations: Operation[] = [];
  let before = chain;
  for (const draft of drafts) {
    const operation = write(pen, before, draft);
    operations.push(operation);
    before = operation;
  }
  await tx.setHubChain(before.seq, before.hash);
  return operations;
}

/** The hub's chain of this epoch, begun where there is none, held until the transaction ends: before any account. */
export async function holdHubChain(tx: HubTx, pen: HubPen): Promise<HubChain> {
  const begun = await tx.lockHubChain();
  if (begun !== null) return begun;
  const deviceId: DeviceId = deviceIdSchema.parse(pen.newId());
  await tx.insertHubChain(deviceId);
  const chain = await tx.lockHubChain();
  if (chain === null) throw new Error('Assertion failed: a chain that was begun is there');
  return chain;
}

function write(pen: HubPen, before: HubChain, { kind, body, id, causeId }: HubDraft): Operation {
  const parsed = kind.body.parse(body);
  const text = canonicalText(parsed);
  const salt = pen.newSalt();
  const now = pen.now();
  const header = {
    id: id ?? operationIdSchema.parse(pen.newId()),
    deviceId: before.deviceId,
    seq: before.seq + 1,
    stream: kind.stream(parsed),
    type: kind.type,
    version: kind.version,
    ...(causeId === undefined ? {} : { causeId }),
    occurredAt: now,
    businessOn: localDateAt(now),
    postings: [...kind.postings(parsed)],
    commitment: commitmentOf(pen.sha256, salt, text),
    prevHash: before.hash,
  };
  return { ...header, hash: hashOf(pen.sha256, header), salt, body: text };
}
