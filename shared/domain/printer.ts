import { z } from 'zod';
import { printerIdSchema } from './ids.ts';

/**
 * Characters in a line of the paper: 32 on 58 mm rolls, 42 or 48 on 80 mm rolls, by the printer's font A.
 */
export const receiptColumnsSchema = z.union([z.literal(32), z.literal(42), z.literal(48)]);
export type ReceiptColumns = z.infer<typeof receiptColumnsSchema>;

/**
 * ESC/POS printers whose code pages and paper feed before the cut are known. A printer that is not in the
 * list works without a model, as an Epson does. A test proves that the encoder knows every one of them.
 */
export const printerModelSchema = z.enum([
  'bixolon-srp350',
  'bixolon-srp350iii',
  'citizen-ct-s310ii',
  'epson-tm-m30ii',
  'epson-tm-m30iii',
  'epson-tm-p20ii',
  'epson-tm-t20ii',
  'epson-tm-t20iii',
  'epson-tm-t20iv',
  'epson-tm-t70',
  'epson-tm-t70ii',
  'epson-tm-t88ii',
  'epson-tm-t88iii',
  'epson-tm-t88iv',
  'epson-tm-t88v',
  'epson-tm-t88vi',
  'epson-tm-t88vii',
  'fujitsu-fp1000',
  'hp-a779',
  'metapace-t1',
  'mpt-ii',
  'pos-5890',
  'pos-8360',
  'sunmi',
  'sunmi-p3mix',
  'xprinter-xp-n160ii',
  'xprinter-xp-t80q',
  'youku-58t',
]);
export type PrinterModel = z.infer<typeof printerModelSchema>;

/** A host name or an IPv4 or IPv6 address, without a scheme, a port or spaces. */
export const printerHostSchema = z
  .string()
  .trim()
  .max(253)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$|^[0-9A-Fa-f:]{2,45}$/);

/** Receipts on a roll, or labels by ZPL II. A label printer prints laundry tags only. */
export const printerKindSchema = z.enum(['escpos-network', 'zpl-network']);
export type PrinterKind = z.infer<typeof printerKindSchema>;

/** What a counter knows of a printer. `model` is left out where it is not in the list; labels have no columns that count. */
export const printerSchema = z.strictObject({
  printerId: printerIdSchema,
  name: z.string().trim().min(1).max(60),
  kind: printerKindSchema,
  host: printerHostSchema,
  port: z.int().min(1).max(65_535),
  columns: receiptColumnsSchema,
  model: printerModelSchema.optional(),
});
export type Printer = z.infer<typeof printerSchema>;

/** The port of raw network printing, by convention of all makers. */
export const DEFAULT_PRINTER_PORT = 9100;

/**
 * Why a receipt did not come out. The first group is found before a byte of the receipt was sent, so that
 * nothing can be on the paper and it is safe to try again. `ConnectionLost` and `Unconfirmed` come later:
 * some or all of the receipt may be on the paper, and only a person who looks at it can say.
 */
export const printErrorSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('PrinterUnreachable'), code: z.string().max(40) }),
  z.strictObject({ type: z.literal('PaperOut') }),
  z.strictObject({ type: z.literal('CoverOpen') }),
  z.strictObject({ type: z.literal('PrinterOffline') }),
  z.strictObject({
    type: z.literal('ConnectionLost'),
    bytesSentKnown: z.int().min(0),
    bytesTotal: z.int().min(0),
  }),
  z.strictObject({
    type: z.literal('Unconfirmed'),
    cause: z.enum(['PaperOut', 'CoverOpen', 'PrinterOffline', 'NoAnswer']),
  }),
]);
export type PrintError = z.infer<typeof printErrorSchema>;

/** Whether the paper may hold some of the receipt. Such a receipt is never printed again unasked. */
export const mayHavePrinted = (error: PrintError): boolean =>
  error.type === 'ConnectionLost' || error.type === 'Unconfirmed';
