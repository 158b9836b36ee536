import { useEffect, useRef, useState } from 'react';
import type { Answer } from '../../../shared/contract/contract.ts';
import type { BatchView } from '../../../shared/contract/credit-contract.ts';
import type { OperationId } from '../../../shared/domain/ids.ts';
import { invoke } from '../../client/client.ts';

type Failure = Extract<Answer<'credit.continueBatch'>, { readonly ok: false }>['error'];

/**
 * Runs a batch, a few households at a time, until nothing is left or somebody stops it. A screen that goes away stops it
 * too: what is left stays in the list of batches.
 */
export function useBatch() {
  const [batch, setBatch] = useState<BatchView | null>(null);
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isWanted = useRef(false);
  useEffect(
    () => () => {
      isWanted.current = false;
    },
    [],
  );
  const run = async (batchId: OperationId): Promise<void> => {
    isWanted.current = true;
    setFailure(null);
    setRunning(true);
    while (isWanted.current) {
      const answer = await invoke('credit.continueBatch', { batchId });
      if (!answer.ok) {
        setFailure(answer.error);
        break;
      }
      setBatch(answer.value);
      if (answer.value.state !== 'unfinished') break;
    }
    isWanted.current = false;
    setRunning(false);
  };
  const stop = () => {
    isWanted.current = false;
  };
  return { run, stop, batch, isRunning, failure };
}
