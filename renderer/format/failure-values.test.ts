import { expect, test } from 'vitest';
import { createWords } from '../i18n/words.ts';
import { failureValues } from './failure-values.ts';

const failure = {
  type: 'HeldBySilent',
  unit: 'cents',
  wanted: 900,
  available: 180,
  holder: null,
  seenAt: null,
};

test('who holds the rest is called by name and since when it is silent, where that is known', () => {
  const { t } = createWords('it');
  const seenAt = Date.parse('2026-11-30T17:05:00Z');
  const named = t('till.said.heldBySilent', failureValues({ ...failure, holder: 'Emporio Centro', seenAt }));
  expect(named).toContain('Una parte è tenuta da Emporio Centro, spenta o senza rete dal 30/11/2026 18:05:');
  expect(named).toMatch(/si possono spendere 1,80\s€/);
  const unknown = t('errors.HeldBySilent', failureValues({ ...failure, available: 0 }));
  expect(unknown).toContain("tenuta da un'altra postazione, che non si è ancora fatta sentire:");
  expect(unknown).toContain('Ora non si può togliere niente.');
});
