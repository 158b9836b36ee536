import type { z } from 'zod';

/**
 * What a schema makes of a value that was read from JSON; null where it does not fit. Answers as `safeParse` does, in a
 * fraction of its time for what is written as usual: such a value is what the schema would make of it, and is given back itself
 * instead of a copy. Everything else (what does not fit, what a schema trims or fills in) is the schema's to read.
 */
export function readAs<Read>(schema: z.ZodType<Read>, value: unknown): Read | null {
  if (fitOf(schema)(value)) return value as Read; // the schema would give back the same
  const read = schema.safeParse(value);
  return read.success ? read.data : null;
}

/** True only where the schema takes a value and leaves it as it is. */
type Fit = (value: unknown) => boolean;

const fits = new WeakMap<z.core.$ZodType, Fit>();

function fitOf(schema: z.core.$ZodType): Fit {
  const before = fits.get(schema);
  if (before !== undefined) return before;
  const made = [fitOfType(schema as z.core.$ZodTypes), ...checksOf(schema).map(fitOfCheck)].reduce(both); // of its kinds
  fits.set(schema, made);
  return made;
}

const both =
  (first: Fit, second: Fit): Fit =>
  (value) =>
    first(value) && second(value);

function fitOfType(schema: z.core.$ZodTypes): Fit {
  const { def } = schema._zod;
  switch (def.type) {
    case 'string':
      return def.coerce ? asRead(schema) : (value) => typeof value === 'string';
    case 'number':
      return def.coerce ? asRead(schema) : Number.isFinite;
    case 'boolean':
      return def.coerce ? asRead(schema) : (value) => typeof value === 'boolean';
    case 'literal':
    case 'enum': {
      const values: ReadonlySet<unknown> = schema._zod.values ?? new Set();
      return (value) => values.has(value);
    }
    case 'optional':
      return fitOf(def.innerType);
    case 'nullable': {
      const inner = fitOf(def.innerType);
      return (value) => value === null || inner(value);
    }
    case 'array': {
      const element = fitOf(def.element);
      return (value) => Array.isArray(value) && value.every((each) => element(each));
    }
    case 'object':
      // Without a word on further fields it drops them: what has none stays as it is.
      return (def.catchall?._zod.def.type ?? 'never') === 'never' ? fitOfFields(def.shape) : asRead(schema);
    case 'union':
      if ('discriminator' in def) return fitOfOptions(def.options, String(def.discriminator));
      // The first that takes a value is taken; whether it would take what does not fit it as it is, only the schema knows.
      return def.options[0] === undefined ? asRead(schema) : fitOf(def.options[0]);
    default:
      return asRead(schema);
  }
}

/** An object with these fields and no others. */
function fitOfFields(shape: z.core.$ZodShape): Fit {
  const fields = new Map(
    Object.entries(shape).map(([name, field]) => [
      name,
      { fits: fitOf(field), weight: field._zod.optin === 'optional' ? 0 : 1 },
    ]),
  );
  const needed = [...fields.values()].reduce((sum, { weight }) => sum + weight, 0);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const entries = value as Readonly<Record<string, unknown>>; // whatever they hold is looked at name by name
    let found = 0;
    for (const name in entries) {
      const field = fields.get(name);
      if (field === undefined || !field.fits(entries[name])) return false;
      found += field.weight;
    }
    return found === needed;
  };
}

/** One of several objects, told apart by a word in it. */
function fitOfOptions(options: readonly z.core.$ZodType[], discriminator: string): Fit {
  const byWord = new Map<unknown, Fit>();
  for (const option of options) {
    for (const word of option._zod.propValues?.[discriminator] ?? []) byWord.set(word, fitOf(option));
  }
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, discriminator) &&
    byWord.get(Reflect.get(value, discriminator))?.(value) === true;
}

/** What is not known here is read; of that only words and numbers are seen to come out as they went in. */
const asRead =
  (schema: z.core.$ZodType): Fit =>
  (value) => {
    if (typeof value === 'object' && value !== null) return false;
    const read = schema._zod.run({ value, issues: [] }, { async: false });
    return !(read instanceof Promise) && read.issues.length === 0 && read.value === value;
  };

/** A format of a text is a type and a check in one. */
function checksOf(schema: z.core.$ZodType): readonly z.core.$ZodCheck<never>[] {
  const { checks = [] } = schema._zod.def;
  const isCheck = schema._zod.traits.has('$ZodCheck');
  return (isCheck ? [schema, ...checks] : checks) as z.core.$ZodCheck<never>[]; // of what they check nothing is asked
}

/** Formats that are their pattern and nothing else. */
const PATTERNS: ReadonlySet<string> = new Set(['uuid', 'regex', 'lowercase']);

function fitOfCheck(check: z.core.$ZodCheck<never>): Fit {
  const { def } = check._zod as z.core.$ZodChecks['_zod']; // what is none of these is asked itself
  switch (def.check) {
    case 'string_format': {
      const { pattern } = def;
      if (pattern === undefined || pattern.global || pattern.sticky || !PATTERNS.has(def.format)) break;
      return (value) => pattern.test(value as string); // its type was looked at before
    }
    case 'number_format':
      if (def.format !== 'safeint') break;
      return Number.isSafeInteger;
    case 'greater_than': {
      const { value: least, inclusive } = def;
      return (value) => (inclusive ? Number(value) >= Number(least) : Number(value) > Number(least));
    }
    case 'less_than': {
      const { value: most, inclusive } = def;
      return (value) => (inclusive ? Number(value) <= Number(most) : Number(value) < Number(most));
    }
    case 'min_length':
      return (value) => (value as string | readonly unknown[]).length >= def.minimum;
    case 'max_length':
      return (value) => (value as string | readonly unknown[]).length <= def.maximum;
    default:
  }
  return asChecked(check);
}

/** The check itself says so, and it changes nothing. */
const asChecked =
  ({ _zod }: z.core.$ZodCheck<never>): Fit =>
  (value) => {
    const payload = { value: value as never, issues: [] };
    const isToRun = _zod.def.when?.(payload) ?? true;
    const checked = isToRun ? _zod.check(payload) : undefined;
    return !(checked instanceof Promise) && payload.issues.length === 0 && payload.value === value;
  };
