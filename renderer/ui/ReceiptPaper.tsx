import { isRightToLeft } from '../../shared/domain/paper-language.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { layOutReceipt, type ReceiptBlock } from '../../shared/domain/receipt-layout.ts';
import './receipt-paper.css';

const COLUMNS = 42;

/** A long receipt scrolls, also for who has only a keyboard. */
const SCROLLED_BY_KEYS = { tabIndex: 0 };

/** A receipt as it comes out of the printer, the frame of a demonstration included. */
export function ReceiptPaper(props: { readonly receipt: Receipt; readonly label: string }) {
  // The lines of one receipt never change places: their numbers are their names.
  const lines = layOutReceipt(props.receipt, COLUMNS).map((block, number) => ({ number, block }));
  return (
    <section className="receipt-paper" aria-label={props.label} {...SCROLLED_BY_KEYS}>
      <div className="receipt-paper__roll">
        {lines.map(({ number, block }) => (
          <Block key={number} block={block} />
        ))}
      </div>
    </section>
  );
}

function Block(props: { readonly block: ReceiptBlock }) {
  const { block } = props;
  switch (block.type) {
    case 'text': {
      const bold = block.bold ? ' receipt-paper__text--bold' : '';
      return (
        <p
          {...(block.language === undefined
            ? {}
            : { lang: block.language, dir: isRightToLeft(block.language) ? 'rtl' : 'ltr' })}
          className={`receipt-paper__text receipt-paper__text--${block.align} receipt-paper__text--${block.size}${bold}`}
        >
          {block.text}
        </p>
      );
    }
    case 'rule':
      return <hr className={`receipt-paper__rule receipt-paper__rule--${block.style}`} />;
    case 'blank':
      return <p className="receipt-paper__text"> </p>;
    case 'barcode':
      return <p className="receipt-paper__text receipt-paper__text--center">{block.text}</p>;
  }
}
