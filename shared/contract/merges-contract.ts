import { z } from 'zod';
import { type HouseholdId, householdIdSchema, operationIdSchema } from '../domain/ids.ts';
import type { LocalDate } from '../domain/local-date.ts';
import type { ClaimFailure } from './claim-failure.ts';
import { command } from './command.ts';
import type { CoverFailure } from './cover-failure.ts';
import type { HouseholdUnknown } from './households-contract.ts';
import { MOST_PERSONS } from './registers-contract.ts';

/** What a household has, before or after a merge. Points are of the period of today; null where there is none. */
export type MergeFigures = {
  readonly size: number;
  readonly points: number | null;
  readonly babyPoints: number | null;
  readonly cents: number;
  readonly washes: number;
};

export type MergePreview = {
  readonly from: MergeFigures & { readonly householdId: HouseholdId; readonly displayName: string | null };
  readonly into: MergeFigures & { readonly householdId: HouseholdId; readonly displayName: string | null };
  readonly after: MergeFigures;
  /** What one allowance of the joined household is; null where no right gives one today. */
  readonly allowancePoints: number | null;
  readonly periodStartsOn: LocalDate | null;
  readonly cards: number;
};

export type MergeFailure =
  | HouseholdUnknown
  /** The two are one, or one was merged into the other before. */
  | { readonly type: 'SameHousehold' }
  | { readonly type: 'AlreadyMerged' }
  /** Only the household that would go has a right today: it has to be the one that stays. */
  | { readonly type: 'RightIsOnOther' };
/** In a network of counters: what the hub, which is asked before households are joined or parted, did not let be done. */
export type MergeRefused = ClaimFailure | CoverFailure;
export type UndoMergeFailure =
  | { readonly type: 'MergeUnknown' }
  /** The household that stayed was itself merged since: that merge is undone first. */
  | { readonly type: 'MergedFurther' };

const desk = ['office'] as const;
const pair = { householdId: householdIdSchema, intoHouseholdId: householdIdSchema };
const size = z.int().min(1).max(MOST_PERSONS);

export const mergesContract = {
  /** What would happen, in figures; without a size with the larger one of both. */
  'merges.preview': command(desk, z.strictObject({ ...pair, size: size.nullable() })).returns<
    MergePreview,
    MergeFailure
  >(),
  /** `householdId` is joined to the other, which stays. */
  'merges.merge': command(desk, z.strictObject({ operationId: operationIdSchema, ...pair, size })).returns<
    null,
    MergeFailure | MergeRefused
  >(),
  'merges.undo': command(
    desk,
    z.strictObject({ operationId: operationIdSchema, mergeId: operationIdSchema }),
  ).returns<null, UndoMergeFailure | MergeRefused>(),
};
