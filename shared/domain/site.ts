import { z } from 'zod';

/** What a site is, hence which screens its counters open with. */
export const siteKindSchema = z.enum(['emporio', 'laundry', 'office']);
export type SiteKind = z.infer<typeof siteKindSchema>;
