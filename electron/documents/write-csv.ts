/** A text, which must never become a formula, or a figure as it is written. */
export type CsvCell = string | { readonly figure: string };

/**
 * Rows as CSV for an Italian spreadsheet: `;`, UTF-8 with BOM, CRLF (domain facts, section 3). Whatever a
 * spreadsheet would take for a formula gets an apostrophe before it.
 */
export const rowsToCsv = (rows: readonly (readonly CsvCell[])[]): string =>
  `\uFEFF${rows.map((cells) => `${cells.map(toCell).join(';')}\r\n`).join('')}`;

function toCell(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell.figure;
  const readable = cell.replaceAll('\0', '\uFFFD');
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(readable) ? `'${readable}` : readable;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
