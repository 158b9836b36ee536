import { describe, expect, test } from 'vitest';
import { operationIdSchema, schemeIdSchema } from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { type Scheme, schemeSchema, USUAL_SCHEME } from '../../shared/domain/scheme.ts';
import { schemePresets } from '../../shared/domain/scheme-presets.ts';
import { schemeSetV1 } from '../../shared/operations/scheme-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { findScheme, listSchemes, listSchemeVersions } from '../database/schemes.ts';
import { createSchemesService } from './schemes.ts';

const date = (text: string) => localDateSchema.parse(text);

function aDesk() {
  const counter = aCounter();
  const { handlers } = createSchemesService(counter.context);
  const office = callerOf(counter.anOperator('Ugo', 'office'));
  const newId = () => operationIdSchema.parse(counter.context.newId());
  const aScheme = (changes: Partial<Scheme> = {}): Scheme =>
    schemeSchema.parse({
      ...USUAL_SCHEME,
      schemeId: counter.schemeId,
      name: 'Punti del mese',
      appliesFrom: '2026-12-01',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'bySize', pointsBySize: [90] },
      ...changes,
    });
  const set = (changes: Partial<Scheme> = {}, operationId = newId()) =>
    handlers['schemes.set'](office, { operationId, scheme: aScheme(changes) });
  return { ...counter, handlers, office, aScheme, set, newId };
}

describe('versions of a points scheme', () => {
  test('hold from their day, and the past stays as it was', async () => {
    const desk = aDesk();
    await desk.set();
    const on = (day: string) => findScheme(desk.db, desk.schemeId, date(day))?.allowance;
    expect([on('2026-11-30'), on('2026-12-01')]).toEqual([
      { kind: 'firstAndFurther', firstPoints: 100, furtherPoints: 50 },
      { kind: 'bySize', pointsBySize: [90] },
    ]);
    // Before the first version the first holds: a right may begin earlier than the office has written its rule.
    expect(on('2020-01-01')).toEqual(on('2026-11-30'));
    expect(await desk.handlers['schemes.list'](desk.office, {})).toMatchObject({
      value: [{ appliesFrom: '2026-01-01' }],
    });
    expect(await desk.handlers['schemes.versions'](desk.office, { schemeId: desk.schemeId })).toMatchObject({
      value: [{ appliesFrom: '2026-01-01' }, { appliesFrom: '2026-12-01' }],
    });
  });

  test.each(['2026-11-22', '2026-01-01'])('never begin on %s: today or before', async (appliesFrom) => {
    const desk = aDesk();
    expect(await desk.set({ appliesFrom: date(appliesFrom) })).toEqual({
      ok: false,
      error: { type: 'AppliesTooEarly' },
    });
    expect(listSchemeVersions(desk.db, desk.schemeId)).toHaveLength(1);
  });

  test('of a day to come are replaced by another one for the same day', async () => {
    const desk = aDesk();
    await desk.set();
    await desk.set({ allowance: { kind: 'bySize', pointsBySize: [95] } });
    expect(listSchemeVersions(desk.db, desk.schemeId)).toMatchObject([
      {},
      { allowance: { pointsBySize: [95] } },
    ]);
  });

  test('are recorded once, however often Enter is pressed', async () => {
    const desk = aDesk();
    const operationId = desk.newId();
    await desk.set({}, operationId);
    expect(await desk.set({}, operationId)).toEqual({ ok: true, value: null });
    expect(listSchemeVersions(desk.db, desk.schemeId)).toHaveLength(2);
  });

  test('a new scheme may apply from an earlier day, but not have the name of another', async () => {
    const desk = aDesk();
    const schemeId = schemeIdSchema.parse(desk.context.newId());
    const appliesFrom = date('2026-11-01');
    expect(await desk.set({ schemeId, appliesFrom, name: 'punti DEL mese' })).toEqual({
      ok: false,
      error: { type: 'SchemeNameTaken' },
    });
    expect(await desk.set({ schemeId, appliesFrom, name: 'Estate' })).toEqual({ ok: true, value: null });
    expect(listSchemes(desk.db, desk.clock.today)).toHaveLength(2);
  });

  test.each(schemePresets)('the scheme of $scheme.name can be entered', async ({ scheme }) => {
    const desk = aDesk();
    const schemeId = schemeIdSchema.parse(desk.context.newId());
    expect(await desk.set({ ...scheme, schemeId })).toEqual({ ok: true, value: null });
    expect(findScheme(desk.db, schemeId, desk.clock.today)).toEqual(desk.aScheme({ ...scheme, schemeId }));
  });

  test('of version 1 of the kind apply from the day on which they were recorded, after a rebuild too', () => {
    const desk = aDesk();
    const schemeId = schemeIdSchema.parse(desk.context.newId());
    const old = {
      schemeId,
      name: 'Estate',
      period: { kind: 'calendarMonth' as const },
      allowance: { kind: 'bySize' as const, pointsBySize: [70] },
    };
    desk.write(schemeSetV1, old);
    const read = [{ ...USUAL_SCHEME, ...old, appliesFrom: '2026-11-22' }];
    expect(listSchemeVersions(desk.db, schemeId)).toEqual(read);
    rebuildProjections(desk.inTransaction);
    expect(listSchemeVersions(desk.db, schemeId)).toEqual(read);
  });
});
