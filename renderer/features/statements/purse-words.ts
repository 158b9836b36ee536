import type { StatementPurse } from '../../../shared/domain/statement.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';

/** An amount of a purse: euro for prepaid credit, else whole units. */
export const formatOfPurse = (purse: StatementPurse, amount: number): string =>
  purse === 'cents' ? formatEuro(amount) : formatCount(amount);
