import { useRef, useState } from 'react';
import type { OutputOf } from '../../../shared/contract/command.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import { normaliseText } from '../../../shared/domain/category-rules.ts';
import { productNameSchema } from '../../../shared/domain/text.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { nameIn } from './refusal-words.ts';
import { useTill } from './use-till.ts';

type Category = OutputOf<Contract['till.categories']>[number];

/** Goods that the catalogue does not know: a name and a category are enough, and the sale goes on. */
export function UnknownCodeDialog(props: { readonly code: string }) {
  const words = useWords();
  const { t } = words;
  const till = useTill();
  const { code } = props;
  const categories = useAnswer('till.categories', {}).data;
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [category, setCategory] = useState<Category | null>(null);
  const [missing, setMissing] = useState<'name' | 'category' | null>(null);
  const categoryField = useRef<HTMLInputElement>(null);
  const found = categories?.ok === true ? named(categories.value, text, words) : [];

  const leave = () => {
    till.close();
    till.store.setState({ message: { tone: 'info', id: 'till.said.unknownLeft', values: { code } } });
  };
  const add = async (chosen: Category | null) => {
    const readName = productNameSchema.safeParse(name);
    if (!readName.success) return setMissing('name');
    if (chosen === null) {
      // Enter in the name goes on to the category; from there on what is missing is said.
      if (document.activeElement === categoryField.current) setMissing('category');
      return categoryField.current?.focus();
    }
    const failure = await till.answer(
      'till.addUnknown',
      { code, name: readName.data, categoryId: chosen.categoryId },
      { tone: 'ok', id: 'till.said.unknownAdded', values: { name: readName.data }, canUndo: true },
    );
    if (failure?.type === 'CategoryUnknown') setMissing('category');
    if (failure?.type === 'BasketFull') {
      till.close();
      till.store.setState({ message: { tone: 'problem', id: 'till.said.basketFullNow' } });
    }
  };
  return (
    <Dialog
      title={t('till.unknown.title')}
      size="wide"
      onClose={leave}
      actions={
        <>
          <ActionButton
            label={t('till.unknown.add')}
            shortcut="Enter"
            tone="primary"
            onPress={() => void add(category)}
          />
          <CancelButton onPress={leave} />
        </>
      }
    >
      <p>{t('till.unknown.explained', { code })}</p>
      <TextField
        label={t('till.unknown.name')}
        value={name}
        onChange={(next) => {
          setName(next);
          setMissing(null);
        }}
        problem={missing === 'name' ? t('till.unknown.nameMissing') : null}
        autoFocus
      />
      <div className="till-search till-search--small">
        <SearchBox
          label={t('till.unknown.category')}
          value={text}
          onChange={(next) => {
            setText(next);
            setCategory(null);
            setMissing(null);
          }}
          answer={{ text, items: category === null ? found : [category] }}
          itemKey={(each) => each.categoryId}
          renderItem={(each) => (
            <>
              <strong>{nameIn(each.name, words)}</strong>
              <span className="spread">{words.points(each.points)}</span>
            </>
          )}
          onChoose={(each) => {
            setCategory(each);
            setText(nameIn(each.name, words));
            void add(each);
          }}
          minLength={0}
          inputRef={categoryField}
        />
        {missing === 'category' && <Notice tone="warning" title={t('till.unknown.categoryMissing')} />}
      </div>
    </Dialog>
  );
}

/** The categories whose words begin with what is typed, accents and case aside; those that begin with it first. */
function named(categories: readonly Category[], text: string, words: Words): readonly Category[] {
  const typed = normaliseText(text);
  const known = categories.map((category) => ({
    category,
    name: normaliseText(nameIn(category.name, words)),
  }));
  const fits = ({ name }: { name: string }) =>
    typed.split(' ').every((start) => name.split(' ').some((word) => word.startsWith(start)));
  const rank = ({ name }: { name: string }) => (name.startsWith(typed) ? 0 : 1);
  return known
    .filter(fits)
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, words.language))
    .map(({ category }) => category);
}
