import { useState } from 'react';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import type { LaundryRules } from '../../../shared/domain/laundry-rules.ts';
import { newId } from '../../client/new-id.ts';
import { sentAndTaken, useCommand } from '../../client/use-command.ts';

/**
 * The rules as they are being changed, and how they are saved: whole, because one form shows only some of them. What was not touched
 * follows what others save.
 */
export function useLaundryRules(saved: LaundryRules) {
  const save = useCommand('laundrySetup.saveRules');
  const [edited, setEdited] = useState<Partial<LaundryRules>>({});
  return {
    rules: { ...saved, ...edited },
    change: (part: Partial<LaundryRules>) => setEdited((before) => ({ ...before, ...part })),
    isBusy: save.isPending,
    outcome: save.data ?? null,
    /** Whether these were saved last. */
    isSaved: (complete: LaundryRules) =>
      JSON.stringify(sentAndTaken(save)?.rules) === JSON.stringify(toSend(complete)),
    send: (complete: LaundryRules) =>
      save.mutate({ operationId: operationIdSchema.parse(newId()), rules: toSend(complete) }),
  };
}

const toSend = ({ siteId: _site, ...rules }: LaundryRules) => rules;
