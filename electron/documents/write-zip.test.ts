import { expect, test } from 'vitest';
import { readZip } from './read-zip.fixture.ts';
import { writeZip } from './write-zip.ts';

test('a ZIP holds every file as it was given, names with accents among them', () => {
  const files = { 'unità.csv': 'perché;1\r\n'.repeat(500), 'a/vuoto.txt': '' };
  const bytes = writeZip(Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) })));
  expect(readZip(bytes)).toEqual(files);
  expect(bytes.length).toBeLessThan(1000);
});
