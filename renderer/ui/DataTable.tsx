import { type ReactNode, useEffect, useRef } from 'react';
import {
  Cell,
  Column,
  Row,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  Virtualizer,
} from 'react-aria-components';
import './data-table.css';
import { EmptyState } from './EmptyState.tsx';

export interface TableColumn<Item> {
  readonly key: string;
  readonly header: string;
  readonly cell: (item: Item) => ReactNode;
  /** `end` for figures, so that they line up. */
  readonly align?: 'start' | 'end' | undefined;
  /** Pixels, or a share of what is left such as `2fr`; a share of 1 unless said. */
  readonly width?: number | `${number}fr` | undefined;
}

export interface DataTableProps<Item> {
  /** Says what is listed; shown above the table unless hidden. */
  readonly caption: string;
  readonly isCaptionHidden?: boolean | undefined;
  /** The first column names the row. */
  readonly columns: readonly TableColumn<Item>[];
  readonly rows: readonly Item[];
  readonly rowKey: (item: Item) => string;
  /** Plain words of a row, for typing its first letters; the first cell if it is text. */
  readonly rowText?: ((item: Item) => string) | undefined;
  /** Enter on a row, or a press on it (two presses where rows are selected). */
  readonly onOpen?: ((item: Item) => void) | undefined;
  /** With `onSelect` the arrows select rows as they move. */
  readonly selectedKey?: string | null | undefined;
  readonly onSelect?: ((item: Item | null) => void) | undefined;
  /** The arrows work as soon as the rows are there, unless somebody is typing elsewhere. */
  readonly autoFocus?: boolean | undefined;
  readonly emptyTitle: string;
  readonly emptyText?: ReactNode;
}

/** Beyond this many rows only those in sight are drawn; cells are then one line high. */
const DRAW_ALL_UP_TO_ROWS = 200;
const ROW_HEIGHT = 64;
const HEADING_HEIGHT = 52;

/** Rows to walk with the arrows and open with Enter. Scrolls inside the place it is given. */
export function DataTable<Item>(props: DataTableProps<Item>) {
  const { rows } = props;
  const isLong = rows.length > DRAW_ALL_UP_TO_ROWS;
  const place = useRef<HTMLElement>(null);
  const isFocusWanted = props.autoFocus === true && rows.length > 0;
  useEffect(() => {
    if (!isFocusWanted) return;
    // The table draws its rows one step later.
    const frame = requestAnimationFrame(() => focusRow(place.current));
    return () => cancelAnimationFrame(frame);
  }, [isFocusWanted]);
  const table = <Rows {...props} isLong={isLong} />;
  return (
    <section className="data-table" ref={place}>
      <h2 className={props.isCaptionHidden ? 'only-heard' : 'data-table__caption'}>{props.caption}</h2>
      {rows.length === 0 ? (
        <EmptyState title={props.emptyTitle}>{props.emptyText}</EmptyState>
      ) : isLong ? (
        <Virtualizer
          layout={TableLayout}
          layoutOptions={{ rowHeight: ROW_HEIGHT, headingHeight: HEADING_HEIGHT }}
        >
          {table}
        </Virtualizer>
      ) : (
        <div className="data-table__scroll">{table}</div>
      )}
    </section>
  );
}

/** The chosen row, else the first. */
function focusRow(place: HTMLElement | null): void {
  if (document.activeElement?.matches('input, textarea') === true) return;
  const row =
    place?.querySelector('[role="row"][aria-selected="true"]') ??
    place?.querySelector('[role="rowgroup"] [role="row"][data-key]');
  if (row instanceof HTMLElement) row.focus();
}

function Rows<Item>(props: DataTableProps<Item> & { readonly isLong: boolean }) {
  const { rows, columns, rowKey, onOpen, onSelect } = props;
  const find = (key: unknown) => rows.find((item) => rowKey(item) === key) ?? null;
  return (
    <Table
      className={`data-table__table${props.isLong ? ' data-table__table--long' : ''}`}
      aria-label={props.caption}
      style={props.isLong ? {} : { gridTemplateColumns: columns.map(trackOf).join(' ') }}
      selectionMode={onSelect === undefined ? 'none' : 'single'}
      selectionBehavior="replace"
      selectedKeys={typeof props.selectedKey === 'string' ? [props.selectedKey] : []}
      {...(onSelect === undefined
        ? {}
        : { onSelectionChange: (keys) => onSelect(keys === 'all' ? null : find([...keys][0])) })}
      {...(onOpen === undefined
        ? {}
        : {
            onRowAction: (key) => {
              const item = find(key);
              if (item !== null) onOpen(item);
            },
          })}
    >
      <TableHeader>
        {columns.map((column, index) => (
          <Column
            key={column.key}
            id={column.key}
            isRowHeader={index === 0}
            className={`data-table__heading data-table--${column.align ?? 'start'}`}
            width={props.isLong ? (column.width ?? '1fr') : null}
          >
            {column.header}
          </Column>
        ))}
      </TableHeader>
      <TableBody>
        {rows.map((item) => (
          <Row
            key={rowKey(item)}
            id={rowKey(item)}
            className="data-table__row"
            textValue={textOf(item, props)}
          >
            {columns.map((column) => (
              <Cell key={column.key} className={`data-table__cell data-table--${column.align ?? 'start'}`}>
                {column.cell(item)}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

function textOf<Item>(item: Item, props: DataTableProps<Item>): string {
  const first = props.rowText?.(item) ?? props.columns[0]?.cell(item);
  return typeof first === 'string' ? first : props.rowKey(item);
}

/** A column of the grid that a short table is drawn as: a table of fixed layout knows no shares beside pixels. */
const trackOf = <Item,>({ width }: TableColumn<Item>): string =>
  typeof width === 'number' ? `${width}px` : `minmax(0, ${width ?? '1fr'})`;
