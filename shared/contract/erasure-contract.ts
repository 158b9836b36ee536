import { z } from 'zod';
import { type HouseholdId, householdIdSchema, operationIdSchema } from '../domain/ids.ts';
import { erasureReasonSchema } from '../operations/erasure-operations.ts';
import { command } from './command.ts';
import type { HouseholdUnknown } from './households-contract.ts';

/** What would go and what would stay, before anybody decides it. */
export type ErasurePreview = {
  readonly householdId: HouseholdId;
  readonly displayName: string | null;
  /** What is typed where the name is not known. */
  readonly code: string;
  /** Those that were merged into it go with it. */
  readonly mergedNames: readonly (string | null)[];
  readonly persons: number;
  readonly notes: number;
  readonly statements: number;
  /** Acts whose text goes. */
  readonly acts: number;
  /** Cards that are blocked. */
  readonly cards: number;
  /** Movements that stay. */
  readonly movements: number;
  /** Papers on the disk of this PC that a household cannot be erased out of: they are listed afterwards. */
  readonly files: number;
  /** Days after which no backup holds it any more. */
  readonly backupDays: number;
};

export type ErasureFailure =
  | HouseholdUnknown
  /** It was erased before, here or elsewhere. */
  | { readonly type: 'HouseholdErased' }
  /** It is read as another one: that one is erased, and this one with it. */
  | { readonly type: 'ErasedWithAnother'; readonly householdId: HouseholdId };

export type ErasureExport = { readonly base64: string; readonly code: string; readonly parts: number };

/** How far an order has got: on this PC it is carried out in any case. */
export type ErasureProgress =
  /** This counter stands alone: there is nobody else. */
  | { readonly type: 'alone' }
  /** Its data are of an older day: the order leaves once it goes on as a new device. */
  | { readonly type: 'goingOn' }
  /** The order waits to be sent to the hub. */
  | { readonly type: 'notSent' }
  | {
      readonly type: 'network';
      readonly devices: number;
      readonly doneAt: number;
      /** Names of those that have not read it yet; null where this counter knows none. */
      readonly waitingFor: readonly (string | null)[];
    };

const desk = ['office'] as const;
const household = { householdId: householdIdSchema };

export const erasureContract = {
  'erasure.preview': command(desk, z.strictObject(household)).returns<ErasurePreview, ErasureFailure>(),
  /** There is no way back. `typed` is the surname or the code, as the person typed it. */
  'erasure.erase': command(
    desk,
    z.strictObject({
      operationId: operationIdSchema,
      ...household,
      reason: erasureReasonSchema.exclude(['restored']),
      typed: z.string().max(200),
    }),
  ).returns<null, ErasureFailure | { readonly type: 'NotConfirmed' }>(),
  /** On how many devices it is erased by now. */
  'erasure.progress': command(desk, z.strictObject(household)).returns<
    ErasureProgress,
    { readonly type: 'HubUnreachable' }
  >(),
  /** Gives the order again, where something of the household is still to be seen somewhere. */
  'erasure.repeat': command(desk, z.strictObject({ operationId: operationIdSchema, ...household })).returns<
    null,
    { readonly type: 'NotErased' }
  >(),
  /** Everything that is held on a household in this organisation's reach, as one ZIP file. */
  'erasure.export': command(desk, z.strictObject(household)).returns<ErasureExport, HouseholdUnknown>(),
};
