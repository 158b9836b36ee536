import { saveFile } from './save-file.ts';

/** Gives a PDF to the person as a file. */
export const savePaper = (paper: { readonly pdfBase64: string }, fileName: string): void =>
  saveFile(paper.pdfBase64, fileName, 'application/pdf');
