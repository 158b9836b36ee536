const PATHS = {
  alone: 'M4 5h16v11H4z M9 20h6 M12 16v4',
  bag: 'M6 8h12l1.5 12.5h-15z M9 8V6a3 3 0 0 1 6 0v2',
  basket: 'M3 9h18l-2 11H5z M8 9l3-6 M16 9l-3-6',
  card: 'M3 6h18v12H3z M3 10h18 M7 15h4',
  check: 'M4 12.5l5 5L20 6.5',
  clock: 'M12 3a9 9 0 1 0 .01 0z M12 7v5l3.5 2',
  close: 'M6 6l12 12 M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  done: 'M4 4h16v16H4z M8 12.5l3 3 5-6',
  dryer: 'M4 3h16v18H4z M8 9c2.5-2.5 2.5 2 4 0s2.5 2 4 0 M8 15c2.5-2.5 2.5 2 4 0s2.5 2 4 0',
  empty: 'M4 8l8-4 8 4v8l-8 4-8-4z M4 8l8 4 8-4 M12 12v8',
  info: 'M12 3a9 9 0 1 0 .01 0z M12 11v6 M12 7.2v.1',
  lock: 'M6 11h12v9H6z M8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  ok: 'M12 3a9 9 0 1 0 .01 0z M8 12.5l3 3 5-6',
  person: 'M12 4a4 4 0 1 0 .01 0z M4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6',
  play: 'M7 4.5l12 7.5-12 7.5z',
  print: 'M7 9V4h10v5 M5 9h14v8h-3 M8 17H5v-8 M8 14h8v6H8z',
  problem: 'M8 3h8l5 5v8l-5 5H8l-5-5V8z M12 7.5v5.5 M12 16.3v.1',
  search: 'M10.5 4a6.5 6.5 0 1 0 .01 0z M15.5 15.5L20.5 20.5',
  send: 'M12 20V5 M6 10.5L12 4.5l6 6',
  site: 'M4 10l1.5-5h13L20 10 M5 10v10h14V10 M4 10h16 M10 20v-6h4v6',
  undo: 'M8.5 5L4 9.5 8.5 14 M4 9.5h10a5.5 5.5 0 0 1 0 11h-3',
  washer: 'M4 3h16v18H4z M12 8.5a4.8 4.8 0 1 0 .01 0z M7 5.8h4',
  warning: 'M12 3.5L22 20.5H2z M12 10v5 M12 17.6v.1',
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing beside words; never alone, so it says nothing to a screen reader. */
export function Icon(props: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[props.name]} />
    </svg>
  );
}
