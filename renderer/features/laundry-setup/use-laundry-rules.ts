import { useState } from 'react';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import type { LaundryRules } from '../../../shared/domain/laundry-rules.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';

/** The rules as they are being changed, and how they are saved: whole, because one form shows only some of them. */
export function useLaundryRules(saved: LaundryRules) {
  const save = useCommand('laundrySetup.saveRules');
  const [rules, setRules] = useState(saved);
  return {
    rules,
    change: (part: Partial<LaundryRules>) => setRules({ ...rules, ...part }),
    isChanged: JSON.stringify(rules) !== JSON.stringify(saved),
    isBusy: save.isPending,
    outcome: save.data ?? null,
    send: (complete: LaundryRules) => {
      const { siteId: _site, ...rest } = complete;
      save.mutate({ operationId: operationIdSchema.parse(newId()), rules: rest });
    },
  };
}
