import { useMemo } from 'react';
import type { CategoryEntry } from '../../../shared/contract/catalogue-contract.ts';
import { invoke } from '../../client/client.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { type CategoriesById, nameIn } from './category-words.ts';

/** Every category, those in use first, by name; and by key. */
export function useCategories(): { list: readonly CategoryEntry[]; byId: CategoriesById } {
  const { language } = useWords();
  const answer = useAnswer('catalogue.categories', {}).data;
  return useMemo(() => {
    const entries = answer?.ok === true ? answer.value : [];
    const list = [...entries].sort(
      (a, b) =>
        Number(b.isActive) - Number(a.isActive) ||
        nameIn(a.category.name, { language }).localeCompare(nameIn(b.category.name, { language }), language),
    );
    return { list, byId: new Map(list.map((entry) => [entry.category.categoryId, entry])) };
  }, [answer, language]);
}

export async function searchProducts(text: string) {
  const answer = await invoke('catalogue.search', { text });
  return answer.ok ? answer.value : [];
}
