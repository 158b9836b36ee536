import { Writable } from 'node:stream';
import type { IssuedStatement } from '../../shared/domain/issued-statement.ts';
import { createStatementPdf } from './statement-pdf.ts';

/** One statement as the bytes of a PDF, never on a disk. Its date is that of the first print: the same bytes every time. */
export async function drawStatement(issued: IssuedStatement): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _, callback) => {
      chunks.push(chunk);
      callback();
    },
  });
  const pdf = createStatementPdf(output, { createdAt: issued.head.printedAt, isDuplex: false });
  await pdf.add(issued);
  await pdf.finish();
  return Buffer.concat(chunks);
}
