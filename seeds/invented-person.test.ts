import { describe, expect, it } from 'vitest';
import { parseCodiceFiscale } from '../shared/domain/codice-fiscale.ts';
import { inventAdult } from './invented-person.ts';
import { origins } from './names.ts';
import { createRandom } from './random.ts';

describe('an invented person', () => {
  it("has a codice fiscale with a right control character that can be nobody's", () => {
    const random = createRandom('people');
    for (const origin of origins) {
      for (const surname of origin.surnames) {
        const { codiceFiscale, sex } = inventAdult(random, origin, surname, 2026);
        const parsed = parseCodiceFiscale(codiceFiscale);
        expect(parsed).toMatchObject({ ok: true, value: { sex } });
        // No municipality's and no country's code begins with Y.
        expect(parsed.ok && parsed.value.placeCode).toMatch(/^Y\d{3}$/);
      }
    }
  });
});

describe('the numbers of a seed', () => {
  it('are the same again, and forks do not disturb each other', () => {
    const draw = (random: ReturnType<typeof createRandom>) =>
      Array.from({ length: 5 }, () => random.int(1, 1000));
    const disturbed = createRandom('a');
    disturbed.fork('b').bytes(100);
    expect(draw(disturbed)).toEqual(draw(createRandom('a')));
    expect(draw(createRandom('a').fork('b'))).not.toEqual(draw(createRandom('a').fork('c')));
  });

  it('fill their range evenly and never leave it', () => {
    const random = createRandom('range');
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const value = random.int(1, 6);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(Math.min(...counts.values())).toBeGreaterThan(850);
  });
});
