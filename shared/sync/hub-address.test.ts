import { expect, test } from 'vitest';
import { parseHubAddress } from './hub-address.ts';

test('a hub is reached by https, and by http on this very PC alone', () => {
  expect(
    [
      ' HTTPS://Hub.Example.it/ ',
      'hub.example.it:8460',
      'http://127.0.0.1:8460',
      'http://localhost:8460/',
      'http://192.168.1.5:8460',
      'http://hub.example.it',
      'https://hub.example.it/path',
      'https://someone@hub.example.it',
      'ftp://hub.example.it',
      '',
    ].map(parseHubAddress),
  ).toEqual([
    'https://hub.example.it',
    'https://hub.example.it:8460',
    'http://127.0.0.1:8460',
    'http://localhost:8460',
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});
