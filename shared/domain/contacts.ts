import { z } from 'zod';

const printable = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}]*$/u);

/** As people write it: digits, spaces and `+ / - . ( )`, with five digits or more. */
export const phoneSchema = z
  .string()
  .trim()
  .max(30)
  .regex(/^[+\d][\d\s/().-]*$/)
  .refine((text) => (text.match(/\d/g) ?? []).length >= 5, 'a number has five digits or more');

export const emailSchema = z
  .string()
  .trim()
  .max(120)
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/);

/** Where a household lives. Parts that are not known are empty. Printed on nothing but what the office asks for. */
export const addressSchema = z.strictObject({
  street: printable(120),
  postalCode: printable(10),
  municipality: printable(80),
});
export type Address = z.infer<typeof addressSchema>;

/** How a household is reached. */
export type Contacts = {
  readonly phones: readonly string[];
  readonly email: string | null;
  readonly address: Address | null;
};

export const NO_CONTACTS: Contacts = { phones: [], email: null, address: null };

/** A note of the office. Line breaks are kept; other control characters are refused. */
export const officeNoteSchema = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  .regex(/^(?:[^\p{Cc}]|\n)*$/u);
