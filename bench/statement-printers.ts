import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { chromium } from '@playwright/test';
import PDFDocument from 'pdfkit';
import { findChromium } from '../build/find-chromium.mjs';
import { mainFontFiles } from '../electron/documents/font-faces.ts';
import type { IssuedStatement } from '../shared/domain/issued-statement.ts';
import { printedAmount, printedDay, printedMoment } from '../shared/domain/printed-amount.ts';
import { fillWords, statementWords } from '../shared/domain/statement-words.ts';

/** Prints statements into one file; each page holds what ours holds. */
export type StatementPrinter = (statements: readonly IssuedStatement[], file: string) => Promise<void>;

/** The text of one statement: its head, the rows as cells, its tail. */
function textOf({ head, lines }: IssuedStatement): { head: string[]; rows: string[][]; tail: string[] } {
  const words = statementWords[head.language];
  let balance = head.opening;
  const rows = lines.map((line) => {
    balance += line.amount;
    return [
      line.at === undefined ? printedDay(line.on) : printedMoment(line.at),
      line.placeName ?? '—',
      line.text,
      line.amount >= 0 ? printedAmount(line.amount, 'cents') : '',
      line.amount < 0 ? printedAmount(-line.amount, 'cents') : '',
      printedAmount(balance, 'cents'),
    ];
  });
  const period = fillWords(words.fromTo, { from: printedDay(head.from), to: printedDay(head.to) });
  return {
    head: [
      head.organisationName,
      `${head.projectName} · ${head.siteName}`,
      words.title,
      `${words.holder}: ${head.holderName}`,
      `${words.code}: ${head.internalCode} ${words.card}: ${head.maskedCard}`,
      `${words.period}: ${period}`,
      `${words.opening} ${printedAmount(head.opening, 'cents')}`,
    ],
    rows: [Object.values(words.columns), ...rows],
    tail: [
      `${words.totals} ${printedAmount(head.totalIn, 'cents')} ${printedAmount(head.totalOut, 'cents')}`,
      `${words.closing} ${printedAmount(head.closing, 'cents')}`,
      fillWords(words.printedBy, { name: head.printedBy, moment: printedMoment(head.printedAt) }),
      fillWords(words.updatedAt, { moment: printedMoment(head.updatedAt) }),
    ],
  };
}

const ROWS_PER_PAGE = 32;

/** The limit: pdfkit's text of the same characters, a line at a time, in a font that every reader has; no table. */
export const printBare: StatementPrinter = async (statements, file) => {
  const document = new PDFDocument({ autoFirstPage: false, size: 'A4', margin: 0 });
  const output = document.pipe(createWriteStream(file));
  for (const issued of statements) {
    const { head, rows, tail } = textOf(issued);
    const lines = [...head, ...rows.map((cells) => cells.join('  ')), ...tail];
    for (const [index, line] of lines.entries()) {
      if (index % (ROWS_PER_PAGE + head.length + tail.length) === 0) document.addPage().fontSize(8.5);
      document.text(line, 40, 50 + (index % (ROWS_PER_PAGE + head.length + tail.length)) * 17, {
        lineBreak: false,
      });
    }
  }
  document.end();
  await finished(output);
};

// pdfmake has no types here, and is not installed where only the types are checked: what is used of it.
type Pdfmake = {
  readonly default: {
    readonly addFonts: (fonts: object) => void;
    readonly createPdf: (definition: object) => { readonly write: (file: string) => Promise<void> };
  };
};

export const printByPdfmake: StatementPrinter = async (statements, file) => {
  const packageName = 'pdfmake';
  const pdfmake: Pdfmake = await import(packageName);
  const { regular, bold } = mainFontFiles();
  pdfmake.default.addFonts({ Noto: { normal: regular, bold } });
  const content = statements.flatMap((issued, index) => {
    const { head, rows, tail } = textOf(issued);
    return [
      { text: head.join('\n'), ...(index === 0 ? {} : { pageBreak: 'before' }) },
      { table: { headerRows: 1, widths: [80, 90, '*', 55, 55, 60], body: rows } },
      { text: tail.join('\n') },
    ];
  });
  const definition = { pageSize: 'A4', content, defaultStyle: { font: 'Noto', fontSize: 8.5 } };
  await pdfmake.default.createPdf(definition).write(file);
};

/** Chromium, which Electron's print-to-PDF is. Its start is not measured: call `open` before. */
export async function openChromium(): Promise<{
  print: StatementPrinter;
  pid: number;
  close: () => Promise<void>;
} | null> {
  const executablePath = findChromium();
  if (executablePath === undefined) return null;
  const server = await chromium.launchServer({ executablePath, args: ['--no-sandbox'] });
  const browser = await chromium.connect(server.wsEndpoint());
  const tab = await browser.newPage();
  const print: StatementPrinter = async (statements, file) => {
    await tab.setContent(toHtml(statements));
    await tab.pdf({
      path: file,
      format: 'A4',
      margin: { top: '14mm', bottom: '14mm', left: '14mm', right: '14mm' },
    });
  };
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { print, pid: server.process().pid ?? 0, close };
}

function toHtml(statements: readonly IssuedStatement[]): string {
  const cells = (row: readonly string[]) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  const sections = statements.map((issued) => {
    const { head, rows, tail } = textOf(issued);
    const [header, ...body] = rows;
    const direction = issued.head.language === 'ar' ? 'rtl' : 'ltr';
    return `<section dir="${direction}"><p>${head.join('<br>')}</p><table><thead>${cells(header ?? [])}</thead>
      <tbody>${body.map(cells).join('')}</tbody></table><p>${tail.join('<br>')}</p></section>`;
  });
  return `<meta charset="utf-8"><style>body{font:8.5pt "Noto Sans"}section{break-after:page}table{width:100%;border-collapse:collapse}
    td{border-bottom:1px solid #444;padding:3pt}</style>${sections.join('')}`;
}
