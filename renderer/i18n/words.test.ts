import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIntl } from 'react-intl';
import { describe, expect, it } from 'vitest';
import { type Language, type MessageId, messages } from './messages.ts';
import { createWords } from './words.ts';

const folder = join(import.meta.dirname, 'messages');
const rendererFolder = join(import.meta.dirname, '..');
const parser = createIntl({ locale: 'it' });
// Of the syntax tree: argument, number, date, time, select, plural.
const ARGUMENT_TYPES = new Set<unknown>([1, 2, 3, 4, 5, 6]);
// Object.keys widens to string; the type of `messages` says which keys there are.
const ids = Object.keys(messages.it) as MessageId[];

/** Names of the values that an ICU message asks for, at any depth, sorted. */
function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (
      'type' in node &&
      'value' in node &&
      typeof node.value === 'string' &&
      ARGUMENT_TYPES.has(node.type)
    ) {
      names.add(node.value);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parser.formatters.getMessageFormat(message, 'it').getAst());
  return [...names].sort();
}

function messagesOfFile(language: Language, file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(folder, language, file), 'utf8'));
}

function sourcesUnder(path: string): string {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

describe('messages', () => {
  it('has the same files in both languages, and every file is merged', () => {
    const files = readdirSync(join(folder, 'it')).sort();
    expect(readdirSync(join(folder, 'en')).sort()).toEqual(files);
    expect(files.flatMap((file) => Object.keys(messagesOfFile('it', file))).sort()).toEqual([...ids].sort());
  });

  it('has every id in Italian and in English, in the file of its feature', () => {
    for (const file of readdirSync(join(folder, 'it'))) {
      const italian = Object.keys(messagesOfFile('it', file)).sort();
      expect(Object.keys(messagesOfFile('en', file)).sort()).toEqual(italian);
      expect(italian.filter((id) => !id.startsWith(`${file.replace('.json', '')}.`))).toEqual([]);
    }
  });

  it('asks for the same values in both languages', () => {
    const different = ids.filter(
      (id) => argumentsOf(messages.it[id]).join() !== argumentsOf(messages.en[id]).join(),
    );
    expect(different).toEqual([]);
  });

  it('has no empty message, and each can be said with its values', () => {
    for (const language of ['it', 'en'] as const) {
      const { t } = createWords(language, (error) => {
        throw error;
      });
      for (const id of ids) {
        const values = Object.fromEntries(argumentsOf(messages[language][id]).map((name) => [name, 2]));
        expect(t(id, values).trim(), `${language} ${id}`).not.toBe('');
      }
    }
  });

  it('has no message that no screen says', () => {
    const sources = sourcesUnder(rendererFolder);
    const prefixes = [...sources.matchAll(/`([a-z][A-Za-z]*\.[A-Za-z.]*)\$\{/g)].map(
      (match) => match[1] ?? '',
    );
    const unused = ids.filter(
      (id) => !sources.includes(`'${id}'`) && !prefixes.some((prefix) => id.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });
});

describe('words', () => {
  it('counts in the singular and the plural, with figures as on the receipt', () => {
    const said = (language: Language) =>
      [0, 1, 3, 1234].map((points) => createWords(language).points(points));
    expect(said('it')).toEqual(['0 punti', '1 punto', '3 punti', '1.234 punti']);
    expect(said('en')).toEqual(['0 points', '1 point', '3 points', '1.234 points']);
  });

  it('reports a missing value to the developer and still says something to the volunteer', () => {
    const errors: Error[] = [];
    expect(createWords('it', (error) => errors.push(error)).t('ui.points')).not.toBe('');
    expect(errors).toHaveLength(1);
  });
});
