import { z } from 'zod';
import { siteShortNameSchema } from '../../../shared/contract/setup-contract.ts';
import { printerSchema } from '../../../shared/domain/printer.ts';
import { siteKindSchema } from '../../../shared/domain/site.ts';
import { personNameSchema, shortTextSchema } from '../../../shared/domain/text.ts';

/** What the wizard has been told so far, without PIN and code: those live as long as the screen only. */
const draftSchema = z.object({
  networkName: z.string(),
  organisationName: z.string(),
  siteName: z.string(),
  siteShortName: z.string(),
  siteKind: siteKindSchema,
  deviceName: z.string(),
  administratorName: z.string(),
});
export type SetupDraft = z.infer<typeof draftSchema>;

const STORAGE_KEY = 'bancone.setup';

const emptyDraft: SetupDraft = {
  networkName: '',
  organisationName: '',
  siteName: '',
  siteShortName: '',
  siteKind: 'emporio',
  deviceName: '',
  administratorName: '',
};

/** A reload in the middle does not lose what was typed. */
export function readDraft(): SetupDraft {
  const kept = sessionStorage.getItem(STORAGE_KEY);
  if (kept === null) return emptyDraft;
  return draftSchema.safeParse(JSON.parse(kept)).data ?? emptyDraft;
}

export const keepDraft = (draft: SetupDraft): void =>
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(draft));

export const isName = (text: string): boolean => shortTextSchema.safeParse(text).success;
export const isPersonName = (text: string): boolean => personNameSchema.safeParse(text).success;
export const isShortName = (text: string): boolean => siteShortNameSchema.safeParse(text).success;
export const isPrinter = (printer: unknown): boolean => printerSchema.safeParse(printer).success;

/** `Emporio di Pesaro` as `EMPO`: a proposal that the person may change. */
export const proposeShortName = (siteName: string): string =>
  siteName
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 4);
