import type { BilingualName } from '../domain/category.ts';
import type { HouseholdId, OperationId } from '../domain/ids.ts';

/**
 * Two edits of the same thing, of which the later in the hub's order was made without having seen the earlier. Told to
 * whoever made one of them.
 */
export type EditConflict = {
  /** The later one, and the one that it wrote over. */
  readonly editId: OperationId;
  readonly overId: OperationId;
  /** The name of the kind. */
  readonly type: string;
  /** Whose record it is of; null where it is of no household. */
  readonly householdId: HouseholdId | null;
  /** What was edited, by the name that it has now; null where it has none any more. */
  readonly title: string | BilingualName | null;
  readonly mine: { readonly writtenAt: number };
  /** Null where no operator of this network has that name any more. */
  readonly other: { readonly writtenAt: number; readonly byName: string | null };
  /** Whether the later one is the other's: then mine was written over. */
  readonly isOverMine: boolean;
  readonly fields: readonly {
    /** As `administration.field.` names it. */
    readonly field: string;
    readonly mine: unknown;
    readonly other: unknown;
    readonly now: unknown;
  }[];
};
