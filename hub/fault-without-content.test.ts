import { expect, test } from 'vitest';
import { faultWithoutContent } from './fault-without-content.ts';

test('of a fault the log has its name, its code and where it happened, and nothing that it quotes', () => {
  const error = Object.assign(new SyntaxError('Unexpected token\n"Bianchi Ottavia" is not JSON'), {
    code: '23514',
    detail: 'Failing row contains (Bianchi Ottavia)',
  });
  const said = faultWithoutContent(error);
  expect(said).toMatchObject({ name: 'SyntaxError', code: '23514' });
  expect(said.at[0]).toContain('fault-without-content.test.ts');
  expect(JSON.stringify(said)).not.toContain('Bianchi');
  expect(faultWithoutContent('Bianchi')).toEqual({ name: 'string', code: null, at: [] });
});
