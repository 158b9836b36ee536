import { type LocalDate, localDateSchema } from './local-date.ts';
import { type Scheme, schemeSchema, USUAL_SCHEME } from './scheme.ts';

export const someDate = (text: string): LocalDate => localDateSchema.parse(text);

/** 120 points and 40 for each further person, every calendar month, from 2020 on. */
export const aScheme = (changes: Partial<Record<keyof Scheme, unknown>> = {}): Scheme =>
  schemeSchema.parse({
    ...USUAL_SCHEME,
    schemeId: '0190b1c2-1111-7000-8000-00000000000a',
    name: 'Punti mensili',
    appliesFrom: '2020-01-01',
    period: { kind: 'calendarMonth' },
    allowance: { kind: 'firstAndFurther', firstPoints: 120, furtherPoints: 40 },
    ...changes,
  });
