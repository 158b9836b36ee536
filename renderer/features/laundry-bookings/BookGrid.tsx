import { type Ref, useEffect, useRef } from 'react';
import { useShortcut } from '../../ui/ShortcutLayer.tsx';
import type { BookGridView, GridCell } from './book-grid.ts';

/** Which cell the keys act on. */
export type GridPlace = { readonly row: number; readonly column: number };

/** Rows and columns to walk with the arrows; whoever shows it says what Enter does with the cell. */
export function BookGrid(props: {
  readonly grid: BookGridView;
  readonly place: GridPlace;
  readonly onMove: (place: GridPlace) => void;
  readonly onOpen: (place: GridPlace) => void;
}) {
  const { grid, place, onMove } = props;
  const current = useRef<HTMLButtonElement>(null);
  const lastRow = grid.rows.length - 1;
  const lastColumn = grid.columns.length - 1;
  const move = (rows: number, columns: number) =>
    onMove({
      row: Math.max(0, Math.min(lastRow, place.row + rows)),
      column: Math.max(0, Math.min(lastColumn, place.column + columns)),
    });
  useShortcut('ArrowUp', () => move(-1, 0));
  useShortcut('ArrowDown', () => move(1, 0));
  useShortcut('ArrowLeft', () => move(0, -1));
  useShortcut('ArrowRight', () => move(0, 1));
  const at = `${grid.caption} ${place.row} ${place.column}`;
  useEffect(() => {
    if (at !== '' && !isTyping()) current.current?.focus();
  }, [at]);
  return (
    <div className={`book-grid book-grid--${grid.view}`}>
      <table aria-label={grid.caption}>
        <thead>
          <tr>
            <th scope="col" className="book-grid__corner">
              {grid.corner}
            </th>
            {grid.columns.map(({ key, title, note }) => (
              <th key={key} scope="col">
                {title}
                {note !== null && <small>{note}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map((row, rowIndex) => (
            <tr key={row.key}>
              <th scope="row">
                {row.title}
                {row.note !== null && <small>{row.note}</small>}
              </th>
              {row.cells.map((cell, column) => {
                const isCurrent = rowIndex === place.row && column === place.column;
                return (
                  <Cell
                    key={grid.columns[column]?.key}
                    cell={cell}
                    isCurrent={isCurrent}
                    cellRef={isCurrent ? current : null}
                    onPress={() => (isCurrent ? props.onOpen(place) : onMove({ row: rowIndex, column }))}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell(props: {
  readonly cell: GridCell;
  readonly isCurrent: boolean;
  readonly cellRef: Ref<HTMLButtonElement>;
  readonly onPress: () => void;
}) {
  const { cell, isCurrent } = props;
  return (
    <td>
      <button
        ref={props.cellRef}
        type="button"
        tabIndex={isCurrent ? 0 : -1}
        aria-label={cell.label}
        {...(isCurrent ? { 'aria-current': 'true' as const } : {})}
        className={`book-grid__cell book-grid__cell--${cell.tone}`}
        onClick={props.onPress}
      >
        <span>{cell.text}</span>
        {cell.note !== null && <small>{cell.note}</small>}
      </button>
    </td>
  );
}

const isTyping = (): boolean => document.activeElement?.matches('input, textarea') === true;
