import './fact-list.css';

/** What is so, line by line: what it is called, and how it stands. */
export function FactList(props: {
  readonly lines: readonly (readonly [name: string, value: string])[];
  /** Where no heading says what the list is of. */
  readonly label?: string;
}) {
  return (
    <dl className="fact-list" aria-label={props.label}>
      {props.lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
