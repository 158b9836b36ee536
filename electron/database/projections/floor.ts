import { floorSet } from '../../../shared/operations/floor-operations.ts';
import { setFloorLimit } from '../floor.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

export const floorProjectors: readonly ProjectorEntry[] = [
  projector(floorSet, (tx, { body }) => setFloorLimit(tx, body)),
];
