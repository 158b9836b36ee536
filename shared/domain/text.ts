import { z } from 'zod';

/** No control characters: they come from broken files and break receipts and screens. */
const printable = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u);

/** Name of a network, an organisation, a site, a device, a printer. */
export const shortTextSchema = printable(80);

/** Name of a person as it is written, in any script. */
export const personNameSchema = printable(80);

export const productNameSchema = printable(200);

/** A note on a parked basket. Local to this PC, never in the log. */
export const noteSchema = z
  .string()
  .trim()
  .max(80)
  .regex(/^[^\p{Cc}]*$/u);
