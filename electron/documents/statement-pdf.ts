import { once } from 'node:events';
import type { Writable } from 'node:stream';
import PDFDocument from 'pdfkit';
import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';
import { assert } from '../../shared/domain/result.ts';
import { statementWords } from '../../shared/domain/statement-words.ts';
import { loadFontFaces } from './font-faces.ts';
import { createPdfText } from './pdf-text.ts';
import { layOutStatement, page } from './statement-layout.ts';
import { createStatementPen } from './statement-pen.ts';

export type StatementPdfOptions = {
  /** UTC milliseconds: the same statements with the same date are the same bytes. */
  readonly createdAt: number;
  /** Each household begins on the front of a sheet. */
  readonly isDuplex: boolean;
};

export type StatementPdf = {
  /** Draws one household's statement and waits until it was written. Its pages are numbered from 1. */
  readonly add: (issued: IssuedStatement) => Promise<{ readonly pages: number }>;
  readonly finish: () => Promise<void>;
  /** Closes the output as it is. */
  readonly abandon: () => Promise<void>;
};

/**
 * One PDF of one or many statements, written to `output` while it is drawn: memory does not grow with the pages.
 * Rejects with what `output` failed with.
 */
export function createStatementPdf(output: Writable, options: StatementPdfOptions): StatementPdf {
  const document = new PDFDocument({
    autoFirstPage: false,
    size: 'A4',
    margin: 0,
    font: '',
    info: { CreationDate: new Date(options.createdAt), Producer: 'Bancone', Creator: 'Bancone' },
  });
  const failure = new Promise<never>((_, reject) => {
    output.on('error', reject);
  });
  // Whoever adds next hears of it; nobody may be waiting when it happens.
  failure.catch(() => undefined);
  document.pipe(output);
  const text = createPdfText(document);
  const faces = loadFontFaces();
  let drawnPages = 0;

  const addPage = () => {
    document.addPage({ size: [page.width, page.height], margin: 0 });
    drawnPages += 1;
  };
  return {
    add: async (issued) => {
      assert(issued.head.layoutVersion === 1, 'the layout of a statement is one that this version has');
      if (options.isDuplex && drawnPages % 2 === 1) addPage();
      const layout = layOutStatement(issued, faces);
      for (const [index] of layout.pages.entries()) {
        addPage();
        const pen = createStatementPen(document, text.draw, faces, layout.direction);
        pen.drawPage(issued, layout, index, statementWords[issued.head.language]);
      }
      if (output.writableNeedDrain) await Promise.race([once(output, 'drain'), failure]);
      return { pages: layout.pages.length };
    },
    finish: async () => {
      text.finish();
      const written = once(output, 'finish');
      document.end();
      await Promise.race([written, failure]);
    },
    abandon: async () => {
      document.unpipe(output);
      if (output.closed) return;
      // Not by `once`: writes that were under way fail, and that is no failure here.
      const closed = new Promise<void>((resolve) => {
        output.on('close', () => resolve());
      });
      output.destroy();
      await closed;
    },
  };
}
