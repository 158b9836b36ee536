/** A receipt number as it is read aloud or typed: `siteShort` is null where only its figures were said. */
export type SpokenReceiptNumber = { readonly siteShort: string | null; readonly sequence: number };

/**
 * Reads a receipt number that a person typed: `EMP-345`, `emp 345`, `EMP345` or `345`. Null where it is none.
 * Law: what `receiptNumber` writes for a site's short name is read back.
 */
export function readReceiptNumber(text: string): SpokenReceiptNumber | null {
  const typed = text.trim().toUpperCase();
  const split =
    /^([A-Z0-9]{1,8})[\s\-\u2013./]+([1-9]\d{0,14})$/.exec(typed) ??
    /^([A-Z]{1,8})([1-9]\d{0,14})$/.exec(typed);
  const [siteShort, sequence] =
    split === null ? [null, /^[1-9]\d{0,14}$/.exec(typed)?.[0]] : [split[1] ?? null, split[2]];
  return sequence === undefined ? null : { siteShort, sequence: Number(sequence) };
}
