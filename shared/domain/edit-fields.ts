/** A body as its fields: `{ printer: { host } }` is `{ 'printer.host': ... }`; lists stay whole. */
export type Fields = Readonly<Record<string, unknown>>;

/** Law: `fieldsToBody` inverts it for bodies whose objects have something in them. */
export function bodyToFields(body: Fields, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).flatMap(([field, value]): [string, unknown][] =>
      isPlainObject(value)
        ? Object.entries(bodyToFields(value, `${prefix}${field}.`))
        : [[prefix + field, value]],
    ),
  );
}

export function fieldsToBody(fields: Fields): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    let at = body;
    for (const name of names) {
      const next = isPlainObject(at[name]) ? at[name] : {};
      at[name] = next;
      at = next;
    }
    at[last] = value;
  }
  return body;
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How an edit was made, which is nothing that it says. */
const MANNERS: ReadonlySet<string> = new Set(['by', 'how']);

export const isSameValue = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Fields that both edits set, to different values. */
export const fieldsInConflict = (edit: Fields, over: Fields): string[] =>
  Object.keys(edit).filter(
    (field) => !MANNERS.has(field) && Object.hasOwn(over, field) && !isSameValue(edit[field], over[field]),
  );

/** An edit of one section, as its operation says it. */
export type Edit = { readonly id: string; readonly basedOn: string | null; readonly fields: Fields };

/**
 * Which edits each one wrote over without having seen them: those between the edit that it names and itself, in the hub's
 * order, where both set a field differently. An edit that names none, or one that the hub never took, wrote over nothing.
 *
 * Law: it depends on the order of the section and on nothing else.
 */
export function overwrittenUnseen(ordered: readonly Edit[], at: number): readonly Edit[] {
  const edit = ordered[at];
  const basis = ordered.findIndex(({ id }) => id === edit?.basedOn);
  if (edit === undefined || basis < 0) return [];
  return ordered.slice(basis + 1, at).filter((over) => fieldsInConflict(edit.fields, over.fields).length > 0);
}
