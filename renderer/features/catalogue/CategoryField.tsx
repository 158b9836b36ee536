import { useState } from 'react';
import type { CategoryEntry } from '../../../shared/contract/catalogue-contract.ts';
import type { CategoryId } from '../../../shared/domain/ids.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { categoryName, isNamed, nameIn } from './category-words.ts';
import { useCategories } from './use-catalogue.ts';

/** A category by typing the beginning of its name. */
export function CategoryField(props: {
  readonly label: string;
  readonly value: CategoryId | null;
  readonly onChange: (categoryId: CategoryId | null) => void;
  readonly problem: string | null;
}) {
  const words = useWords();
  const { list, byId } = useCategories();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? (props.value === null ? '' : categoryName(byId, props.value, words));
  const isChosen = typed === null && props.value !== null;
  const found = list.filter((each) => each.isActive && isNamed(nameIn(each.category.name, words), text));
  const items: readonly CategoryEntry[] = isChosen
    ? list.filter((each) => each.category.categoryId === props.value)
    : found;
  return (
    <div>
      <SearchBox
        label={props.label}
        value={text}
        onChange={(next) => {
          setTyped(next);
          props.onChange(null);
        }}
        answer={{ text, items }}
        itemKey={(each) => each.category.categoryId}
        renderItem={(each) => (
          <>
            <strong>{nameIn(each.category.name, words)}</strong>
            <span className="spread">{words.points(each.category.points)}</span>
          </>
        )}
        onChoose={(each) => {
          setTyped(null);
          props.onChange(each.category.categoryId);
        }}
        minLength={isChosen ? 1000 : 0}
      />
      {props.problem !== null && <Notice tone="warning" title={props.problem} />}
    </div>
  );
}
