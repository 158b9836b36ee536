import { expect, test } from 'vitest';
import { flagReasonSchema } from '../../../shared/operations/flag-operations.ts';
import { quarantineReasonSchema } from '../../../shared/sync/protocol.ts';
import { messages } from '../../i18n/messages.ts';

test.each(['it', 'en'] as const)(
  'every reason that the hub can give has a sentence of its own (%s)',
  (language) => {
    const sentences: Readonly<Record<string, string>> = messages[language];
    const asked = [
      ...quarantineReasonSchema.options.map((reason) => `sync.net.why.${reason}`),
      ...flagReasonSchema.options.map((reason) => `sync.flag.why.${reason}`),
    ];
    expect(asked.filter((id) => (sentences[id] ?? '') === '')).toEqual([]);
    expect(new Set(asked.map((id) => sentences[id])).size).toBe(asked.length);
  },
);
