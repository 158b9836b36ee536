import type { OperationKind } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { Tx } from './database.ts';

/** An operation with its local number, its device's number and its parsed body. */
export type Projected<Body> = {
  readonly n: number;
  readonly device: number;
  readonly operation: Operation;
  readonly body: Body;
};

export type Projector<Body> = (tx: Tx, projected: Projected<Body>) => void;

export type ProjectorEntry = readonly [OperationKind<never>, Projector<never>];

/** Ties a projector to its kind, so that the body it gets is the kind's. */
export const projector = <Body>(kind: OperationKind<Body>, take: Projector<Body>): ProjectorEntry => [
  // A map of kinds of many bodies can only be written with the body forgotten; `project` pairs them again.
  kind as unknown as OperationKind<never>,
  take as unknown as Projector<never>,
];
