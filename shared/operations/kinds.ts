import * as catalogue from './catalogue-operations.ts';
import * as households from './household-operations.ts';
import type { OperationKind } from './kind.ts';
import * as network from './network-operations.ts';
import * as sales from './sale-operations.ts';
import * as statements from './statement-operations.ts';

const isKind = (value: object): value is OperationKind<never> => 'stream' in value && 'postings' in value;

/** Every kind that was ever shipped, by `type@version`. */
export const kinds: ReadonlyMap<string, OperationKind<never>> = new Map(
  [network, catalogue, households, sales, statements]
    .flatMap((feature): object[] => Object.values(feature))
    .filter(isKind)
    .map((kind) => [`${kind.type}@${kind.version}`, kind]),
);

/** Null for a kind that a newer version made: it is kept raw and projected after an update. */
export const findKind = (type: string, version: number): OperationKind<never> | null =>
  kinds.get(`${type}@${version}`) ?? null;
