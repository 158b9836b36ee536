import {
  columnFilteringFeature,
  createColumnHelper,
  createFilteredRowModel,
  createPaginatedRowModel,
  filterFn_equalsString,
  globalFilteringFeature,
  rowPaginationFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import { normaliseText } from '../../../shared/domain/category-rules.ts';
import type {
  MovementKind,
  Statement,
  StatementLine,
  StatementPurse,
} from '../../../shared/domain/statement.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { formatOfPurse } from './purse-words.ts';
import { describeMovement, momentOf } from './statement-lines.ts';

/** A line with its place in the statement and what is searched in. */
export type MovementItem = StatementLine & { readonly index: number; readonly searched: string };

/** As many as are drawn at once; ten thousand are then fifty pages that turn at once. */
const PAGE_ROWS = 200;

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowPaginationFeature,
  filteredRowModel: createFilteredRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
  filterFns: { equalsString: filterFn_equalsString },
});
const column = createColumnHelper<typeof features, MovementItem>();
const columns = column.columns([
  column.accessor('kind', { id: 'kind', filterFn: 'equalsString', enableGlobalFilter: false }),
  column.accessor('searched', { id: 'searched', enableColumnFilter: false }),
]);

/** Every word that was typed is somewhere in the line, whatever its case and accents. */
const hasEveryWord = (row: { readonly original: MovementItem }, _column: string, typed: unknown): boolean =>
  typeof typed !== 'string' ||
  normaliseText(typed)
    .split(' ')
    .every((word) => row.original.searched.includes(word));

/** Day, place, what it is and the amounts, as they are read on the screen. */
const searchedOf = (words: Words, line: StatementLine, purse: StatementPurse): string =>
  normaliseText(
    [
      momentOf(line),
      line.siteName ?? '',
      describeMovement(words, line),
      formatOfPurse(purse, Math.abs(line.amount)),
    ].join(' '),
  );

export type MovementTable = {
  /** Of the page that is shown. */
  readonly rows: readonly MovementItem[];
  readonly found: number;
  readonly kinds: readonly MovementKind[];
  readonly kind: MovementKind | 'all';
  readonly setKind: (kind: MovementKind | 'all') => void;
  readonly text: string;
  readonly setText: (text: string) => void;
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  readonly firstOfPage: number;
  readonly turn: (by: 1 | -1) => void;
};

/** The movements of a statement, filtered by kind, searched by text, page by page, each with its running balance. */
export function useMovementTable(statement: Statement, purse: StatementPurse): MovementTable {
  const words = useWords();
  const data = useMemo(
    () =>
      statement.lines.map((line, index) => ({ ...line, index, searched: searchedOf(words, line, purse) })),
    [statement, words, purse],
  );
  const kinds = useMemo(() => [...new Set(statement.lines.map(({ kind }) => kind))], [statement]);
  const table = useTable({
    features,
    columns,
    data,
    getRowId: ({ index }) => String(index),
    globalFilterFn: hasEveryWord,
    initialState: { pagination: { pageIndex: 0, pageSize: PAGE_ROWS } },
  });
  const { columnFilters, globalFilter, pagination } = table.state;
  const kind = kinds.find((each) => columnFilters.some(({ value }) => value === each)) ?? 'all';
  const text = typeof globalFilter === 'string' ? globalFilter : '';
  return {
    rows: table.getRowModel().rows.map(({ original }) => original),
    found: table.getFilteredRowModel().rows.length,
    kinds,
    kind,
    setKind: (next) => table.setColumnFilters(next === 'all' ? [] : [{ id: 'kind', value: next }]),
    text,
    setText: (next) => table.setGlobalFilter(next),
    page: pagination.pageIndex,
    pages: table.getPageCount(),
    firstOfPage: pagination.pageIndex * PAGE_ROWS + 1,
    turn: (by) => (by === 1 ? table.nextPage() : table.previousPage()),
  };
}
