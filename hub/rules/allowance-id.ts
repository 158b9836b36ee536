import { parse, v5 } from 'uuid';
import { ALLOWANCES } from '../../shared/domain/allowance-due.ts';
import type { OperationId } from '../../shared/domain/ids.ts';

const namespace = parse(ALLOWANCES);

/** The id of the operation with a key of `keyOfDue`: the same as a counter that stood alone gave it. */
export const idOfAllowance = (key: string): OperationId => v5(key, namespace) as OperationId; // a UUID of version 5 is one
