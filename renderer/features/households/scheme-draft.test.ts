import { expect, test } from 'vitest';
import { schemeIdSchema } from '../../../shared/domain/ids.ts';
import { localDateSchema } from '../../../shared/domain/local-date.ts';
import { type Scheme, schemeSchema } from '../../../shared/domain/scheme.ts';
import { newSchemeDraft, readScheme } from './scheme-draft.ts';

const today = localDateSchema.parse('2026-11-22');
const schemeId = schemeIdSchema.parse('019a0000-0000-7000-8000-000000000001');
const aScheme = (period: object, allowance: object): Scheme =>
  schemeSchema.parse({ schemeId, name: 'Settimo', period, allowance });

test.each([
  aScheme({ kind: 'calendarMonth' }, { kind: 'bySize', pointsBySize: [400, 700, 1200] }),
  aScheme(
    { kind: 'days', days: 28, anchorOn: '2026-01-05' },
    { kind: 'firstAndFurther', firstPoints: 120, furtherPoints: 40 },
  ),
  aScheme({ kind: 'months', months: 6, anchorOn: '2026-01-01' }, { kind: 'bySize', pointsBySize: [300] }),
])('the fields of a scheme give it back', (scheme) => {
  expect(readScheme(schemeId, newSchemeDraft(scheme, today))).toEqual(scheme);
});

test('a scheme with a field missing is none', () => {
  const draft = newSchemeDraft(null, today);
  expect(readScheme(schemeId, draft)).toBeNull();
  const complete = { ...draft, name: 'Mese', firstPoints: 120, furtherPoints: 0 };
  expect(readScheme(schemeId, complete)).toMatchObject({ period: { kind: 'calendarMonth' } });
  expect(readScheme(schemeId, { ...complete, period: 'days', length: null })).toBeNull();
  expect(readScheme(schemeId, { ...complete, allowance: 'bySize', table: '' })).toBeNull();
});
