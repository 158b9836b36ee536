import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
} from 'react';
import { Input } from 'react-aria-components';
import { useWords } from '../i18n/WordsProvider.tsx';
import './field.css';
import { Icon } from './Icon.tsx';
import './search-box.css';

/** The results of one text. `text` is what was asked, so that a late answer is recognised. */
export interface SearchAnswer<Item> {
  readonly text: string;
  readonly items: readonly Item[];
}

export interface SearchBoxProps<Item> {
  readonly label: string;
  readonly isLabelHidden?: boolean | undefined;
  readonly placeholder?: string | undefined;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** The newest answer there is; one for another text than `value` is shown faded and cannot be chosen. */
  readonly answer: SearchAnswer<Item> | null;
  readonly itemKey: (item: Item) => string;
  readonly renderItem: (item: Item) => ReactNode;
  /** Enter or a press. Enter before the answer has come takes the best match when it comes. */
  readonly onChoose: (item: Item) => void;
  /** Enter with no result to choose. */
  readonly onSubmit?: ((text: string) => void) | undefined;
  readonly emptyText?: string | undefined;
  /** Characters before a list is shown, 1 unless said. */
  readonly minLength?: number | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  /** Esc is left to what is around, such as a dialog that has nothing but this search; else it empties the field. */
  readonly isEscapeLeft?: boolean | undefined;
  readonly inputRef?: Ref<HTMLInputElement> | undefined;
}

/** Three results at least, also low on the screen; eight at most. */
const LEAST_LIST_HEIGHT = 210;
const MOST_LIST_HEIGHT = 530;

/** Search as you type: arrows walk the results, Enter takes one (the best match at first). */
export function SearchBox<Item>(props: SearchBoxProps<Item>) {
  const { t } = useWords();
  const id = useId();
  const { value, onChoose } = props;
  const text = value.trim();
  const [active, setActive] = useState({ text, index: 0 });
  const [awaited, setAwaited] = useState<string | null>(null);
  const [isFocused, setIsFocused] = useState(false);

  const answer = useNewestAnswer(text, props.answer);
  const isAsked = text.length >= (props.minLength ?? 1);
  const isNewest = answer !== null && answer.text.trim() === text;
  const items = isAsked ? (answer?.items ?? []) : [];
  const index = active.text === text ? Math.min(active.index, items.length - 1) : 0;
  const isOpen = isAsked && isFocused;

  const isAwaitedHere = awaited === text && isNewest;
  const takeAwaited = useEffectEvent(() => {
    setAwaited(null);
    const [best] = items;
    if (best !== undefined) onChoose(best);
    else props.onSubmit?.(value);
  });
  useEffect(() => {
    if (isAwaitedHere) takeAwaited();
  }, [isAwaitedHere]);

  const choose = () => {
    const item = items[index];
    if (!isAsked) props.onSubmit?.(value);
    else if (!isNewest) setAwaited(text);
    else if (item === undefined) props.onSubmit?.(value);
    else onChoose(item);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (step !== undefined && isOpen && items.length > 0) {
      setActive({ text, index: Math.max(0, Math.min(items.length - 1, index + step)) });
    } else if (event.key === 'Enter') choose();
    else if (event.key === 'Escape' && value !== '' && props.isEscapeLeft !== true) props.onChange('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="field search-box">
      <label className={props.isLabelHidden ? 'only-heard' : 'field__label'} htmlFor={id}>
        {props.label}
      </label>
      <div className="search-box__line">
        <Icon name="search" />
        <Input
          ref={props.inputRef ?? null}
          id={id}
          className="field__input search-box__input"
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-busy={isAsked && !isNewest}
          {...(isOpen && isNewest && items.length > 0 ? { 'aria-activedescendant': `${id}-${index}` } : {})}
          value={value}
          placeholder={props.placeholder ?? ''}
          disabled={props.isDisabled ?? false}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          autoFocus={props.autoFocus ?? false}
          onChange={(event) => {
            setAwaited(null);
            props.onChange(event.target.value);
          }}
          onKeyDown={onKeyDown}
          onFocus={() => setIsFocused(true)}
          onBlur={() => setIsFocused(false)}
        />
      </div>
      {isOpen && (
        <div
          ref={fitIntoPane}
          className={`search-box__results${isNewest ? '' : ' search-box__results--late'}`}
        >
          <p className={items.length === 0 ? 'search-box__note' : 'only-heard'} role="status">
            {!isNewest && t('ui.search.searching')}
            {isNewest && items.length > 0 && t('ui.search.count', { count: items.length })}
            {isNewest && items.length === 0 && (props.emptyText ?? t('ui.search.none'))}
          </p>
          <div id={`${id}-list`} role="listbox" aria-label={props.label}>
            {items.map((item, place) => (
              <SearchOption
                key={props.itemKey(item)}
                id={`${id}-${place}`}
                isActive={isNewest && place === index}
                onChoose={() => isNewest && onChoose(item)}
              >
                {props.renderItem(item)}
              </SearchOption>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

/** The list ends where the pane that it lies over ends, so that its last results are not cut off. */
function fitIntoPane(list: HTMLDivElement | null): void {
  const pane = list?.closest('.page__content, .dialog__content');
  if (list === null || pane === null || pane === undefined) return;
  const room = pane.getBoundingClientRect().bottom - list.getBoundingClientRect().top - 8;
  list.style.maxHeight = `${Math.max(LEAST_LIST_HEIGHT, Math.min(MOST_LIST_HEIGHT, room))}px`;
}

/** An early, slow answer may come after the late, quick one that is wanted: the wanted one is kept. */
function useNewestAnswer<Item>(text: string, given: SearchAnswer<Item> | null): SearchAnswer<Item> | null {
  const [kept, setKept] = useState(given);
  const isWanted = given !== null && given.text.trim() === text;
  if (isWanted && given !== kept) setKept(given);
  return isWanted ? given : kept;
}

function SearchOption(props: {
  readonly id: string;
  readonly isActive: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (props.isActive) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [props.isActive]);
  return (
    <div
      ref={ref}
      id={props.id}
      className="search-box__item"
      role="option"
      tabIndex={-1}
      aria-selected={props.isActive}
      onMouseDown={(event) => event.preventDefault()} // The focus stays where the next letter goes.
      onMouseUp={props.onChoose}
    >
      {props.children}
    </div>
  );
}
