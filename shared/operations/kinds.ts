import * as cards from './card-operations.ts';
import * as catalogue from './catalogue-operations.ts';
import * as conflicts from './conflict-operations.ts';
import * as credit from './credit-operations.ts';
import * as entitlements from './entitlement-operations.ts';
import * as erasures from './erasure-operations.ts';
import * as flags from './flag-operations.ts';
import * as floors from './floor-operations.ts';
import * as households from './household-operations.ts';
import type { OperationKind } from './kind.ts';
import * as laundry from './laundry-operations.ts';
import * as laundryRequests from './laundry-request-operations.ts';
import * as laundryWaiting from './laundry-waiting-operations.ts';
import * as leases from './lease-operations.ts';
import * as merges from './merge-operations.ts';
import * as network from './network-operations.ts';
import type { Operation } from './operation.ts';
import * as registers from './register-operations.ts';
import * as retention from './retention-operations.ts';
import * as sales from './sale-operations.ts';
import * as salesV1 from './sale-operations-v1.ts';
import * as schemes from './scheme-operations.ts';
import * as statements from './statement-operations.ts';

const isKind = (value: unknown): value is OperationKind<never> =>
  typeof value === 'object' && value !== null && 'stream' in value && 'postings' in value;

/** Every kind that was ever shipped, by `type@version`. */
export const kinds: ReadonlyMap<string, OperationKind<never>> = new Map(
  [
    network,
    catalogue,
    households,
    schemes,
    registers,
    merges,
    entitlements,
    salesV1,
    sales,
    statements,
    cards,
    credit,
    laundry,
    laundryWaiting,
    laundryRequests,
    leases,
    erasures,
    retention,
    flags,
    floors,
    conflicts,
  ]
    .flatMap((feature): unknown[] => Object.values(feature))
    .filter(isKind)
    .map((kind) => [`${kind.type}@${kind.version}`, kind]),
);

/** Null for a kind that a newer version made: it is kept raw and projected after an update. */
export const findKind = (type: string, version: number): OperationKind<never> | null =>
  kinds.get(`${type}@${version}`) ?? null;

/** The body as its kind reads it; undefined where the kind is unknown, the body was erased, or does not fit. */
export function readBody({ type, version, body }: Pick<Operation, 'type' | 'version' | 'body'>): unknown {
  const kind = findKind(type, version);
  const parsed = kind === null || body === undefined ? null : kind.body.safeParse(JSON.parse(body));
  return parsed?.success === true ? parsed.data : undefined;
}
