import type { ReceiptBlock } from './receipt-layout.ts';

/** A line of a paper that a printer has no letters for. */
export type TextBlock = Extract<ReceiptBlock, { readonly type: 'text' }>;

/** Such a line as dots, four bytes each (red, green, blue, opacity), rows from the top. It is as wide as the paper. */
export type RollPicture = { readonly width: number; readonly height: number; readonly data: Uint8Array };

/** The dots of one column, as every printer of rolls has them: 32 columns fill 58 mm paper, 48 fill 80 mm. */
export const DOTS_IN_A_COLUMN = 12;
