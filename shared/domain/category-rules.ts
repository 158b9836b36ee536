import { type Category, TO_CLASSIFY } from './category.ts';
import type { CategoryId } from './ids.ts';

/**
 * Text as rules and searches see it: lower case, no accents, ligatures opened, everything that is neither a
 * letter nor a digit a single space. Law: normalising twice is normalising once.
 */
export function normaliseText(text: string): string {
  // First decomposed, then lowered: some letters (ϒ, 𝐀) decompose into capitals.
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(FOLDED, (letter) => FOLDED_LETTERS[letter] ?? letter)
    .replace(NOT_WORDS, ' ')
    .trim();
}

const FOLDED_LETTERS: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ø: 'o',
  ð: 'd',
  þ: 'th',
  đ: 'd',
  ł: 'l',
  ı: 'i',
};
const FOLDED = /[æœßøðþđłı]/g;
const MARKS = /\p{M}+/gu;
const NOT_WORDS = /[^\p{L}\p{N}]+/gu;

/** Words that only join: left out of names and rules, so that `olio d'oliva` is `olio di oliva`. */
const JOINING = new Set(
  'di d de du des del dell della dello dei degli delle la le les l il lo gli i el los las do da of und and et e y n s'.split(
    ' ',
  ),
);

/**
 * After one of these a name says what the thing is made with, or for, and no longer what it is:
 * `biscotti al cioccolato`, `sauce pour pâtes`.
 */
const TURNING = new Set(
  (
    'con al allo alla all ai agli alle a au aux avec with mit com senza sans without ohne sin in em en im ' +
    'pour per for fur gusto gout saveur flavour geschmack ripieni ripiene ripieno farcito farcita farciti fourre fourres ' +
    'ricoperto ricoperti ricoperte enrobe enrobes'
  ).split(' '),
);

/**
 * Builds the function that gives a product name its category.
 *
 * Of all the rules that match, the winner is the one that stands before the first turning word, then the
 * one with more words, then the category with the higher priority, then the one that comes first in the
 * name, then the longer one. Weak words are heard only if none of the others matched. A category whose
 * `excludeWords` match is out, unless its own word stands before the first turning word and the excluding
 * one after it: `tonno` keeps `olio di oliva con tonno` an oil. The work per name depends on its length, not on
 * the number of rules.
 */
export function createCategoriser(categories: readonly Category[]): (name: string) => CategoryId {
  const index = createRuleIndex(categories);
  return (name) => {
    const matches = findMatches(index, toTokens(name));
    const excludedInHead = new Set<Category>();
    const excluded = new Set<Category>();
    for (const { rule, isHead } of matches) {
      if (rule.says !== 'exclude') continue;
      excluded.add(rule.category);
      if (isHead || TURNING.has(rule.tokens[0] ?? '')) excludedInHead.add(rule.category);
    }
    const isAllowed = ({ rule, isHead }: Match) => !(isHead ? excludedInHead : excluded).has(rule.category);
    const allowed = excluded.size === 0 ? matches : matches.filter(isAllowed);
    const winner = best(allowed, 'strong') ?? best(allowed, 'weak');
    return winner?.rule.category.categoryId ?? TO_CLASSIFY;
  };
}

/** False for a rule of joining words alone (`di`, `e`), which no name could match. */
export const isUsableRule = (words: string): boolean => toTokens(words).length > 0;

type Says = 'strong' | 'weak' | 'exclude';
type Rule = {
  category: Category;
  says: Says;
  tokens: readonly string[];
  prefixes: readonly boolean[];
  letters: number;
};
/** By the first word of the rule, or the beginning of it. */
type RuleIndex = { byWord: Map<string, Rule[]>; byPrefix: Map<string, Rule[]>; shortestPrefix: number };
type Match = { rule: Rule; position: number; isHead: boolean };

const toTokens = (text: string): string[] =>
  normaliseText(text)
    .split(' ')
    .filter((token) => token !== '' && !JOINING.has(token));

function createRuleIndex(categories: readonly Category[]): RuleIndex {
  const index: RuleIndex = {
    byWord: new Map(),
    byPrefix: new Map(),
    shortestPrefix: Number.POSITIVE_INFINITY,
  };
  const add = (category: Category, says: Says, words: string) => {
    const rule = toRule(category, says, words);
    const [first] = rule.tokens;
    if (first === undefined) throw new Error(`Word rule without a word in category ${category.categoryId}`);
    if (rule.prefixes[0]) index.shortestPrefix = Math.min(index.shortestPrefix, first.length);
    const side = rule.prefixes[0] ? index.byPrefix : index.byWord;
    const rules = side.get(first);
    if (rules) rules.push(rule);
    else side.set(first, [rule]);
  };
  for (const category of categories) {
    for (const words of category.words) add(category, 'strong', words);
    for (const words of category.weakWords ?? []) add(category, 'weak', words);
    for (const words of category.excludeWords ?? []) add(category, 'exclude', words);
  }
  return index;
}

function toRule(category: Category, says: Says, words: string): Rule {
  const parts = words.split(/\s+/).flatMap((word) =>
    toTokens(word).map((token, at, all) => ({
      token,
      prefix: word.endsWith('*') && at === all.length - 1,
    })),
  );
  const tokens = parts.map((part) => part.token);
  return {
    category,
    says,
    tokens,
    prefixes: parts.map((part) => part.prefix),
    letters: tokens.join('').length,
  };
}

function findMatches(index: RuleIndex, tokens: readonly string[]): Match[] {
  const matches: Match[] = [];
  let isHead = true;
  tokens.forEach((token, position) => {
    if (TURNING.has(token) && position > 0) isHead = false;
    const collect = (rules: readonly Rule[] | undefined) => {
      for (const rule of rules ?? [])
        if (matchesAt(rule, tokens, position)) matches.push({ rule, position, isHead });
    };
    collect(index.byWord.get(token));
    for (let length = index.shortestPrefix; length <= token.length; length += 1)
      collect(index.byPrefix.get(token.slice(0, length)));
  });
  return matches;
}

function matchesAt(rule: Rule, tokens: readonly string[], position: number): boolean {
  return rule.tokens.every((wanted, offset) => {
    const token = tokens[position + offset];
    if (token === undefined) return false;
    return rule.prefixes[offset] ? token.startsWith(wanted) : token === wanted;
  });
}

function best(matches: readonly Match[], says: Says): Match | null {
  let winner: Match | null = null;
  for (const match of matches) {
    if (match.rule.says !== says) continue;
    if (winner === null || compareMatches(match, winner) < 0) winner = match;
  }
  return winner;
}

const compareMatches = (a: Match, b: Match): number =>
  Number(b.isHead) - Number(a.isHead) ||
  b.rule.tokens.length - a.rule.tokens.length ||
  b.rule.category.priority - a.rule.category.priority ||
  a.position - b.position ||
  b.rule.letters - a.rule.letters;
