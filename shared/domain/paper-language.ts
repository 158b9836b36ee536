import { z } from 'zod';

/**
 * The languages that a household may read its papers in: Italian, English, French, Spanish, Romanian, Albanian,
 * Arabic (right to left), Ukrainian.
 */
export const paperLanguageSchema = z.enum(['it', 'en', 'fr', 'es', 'ro', 'sq', 'ar', 'uk']);
export type PaperLanguage = z.infer<typeof paperLanguageSchema>;

export const isRightToLeft = (language: PaperLanguage): boolean => language === 'ar';
