import { z } from 'zod';
import { programmeIdSchema } from './ids.ts';
import { shortTextSchema } from './text.ts';

/** Where goods come from and who must be told: FSE+, national fund, surplus, donation, drive, purchase. */
export const programmeSchema = z.strictObject({
  programmeId: programmeIdSchema,
  name: z.strictObject({ it: shortTextSchema, en: shortTextSchema }),
  isActive: z.boolean(),
});
export type Programme = z.infer<typeof programmeSchema>;
