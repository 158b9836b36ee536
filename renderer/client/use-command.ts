import {
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query';
import type { Answer, CommandName, Input } from '../../shared/contract/contract.ts';
import type { CounterEvent } from '../../shared/contract/events.ts';
import { useOpening } from '../typing-ahead/use-opening.ts';
import { invoke } from './client.ts';

/** A topic is the part of a command's name before its dot: events make its answers stale. */
const keyOf = (name: CommandName, input: unknown) => [name.split('.')[0], name, input] as const;

/**
 * Reads by a command and keeps the answer until an event says that its topic changed. `data` is a `Result`: both of
 * its sides are for the screen to show. `isEnabled: false` waits. `isForgotten` keeps nothing once the part is gone: for what
 * changes without an event, such as a folder on a stick. What is typed before the first answer waits for it.
 */
export const useAnswer = <Name extends CommandName>(
  name: Name,
  input: Input<Name>,
  options: {
    readonly isEnabled?: boolean;
    readonly keepPrevious?: boolean;
    readonly isForgotten?: boolean;
  } = {},
): UseQueryResult<Answer<Name>> => {
  const answer = useQuery({
    queryKey: keyOf(name, input),
    queryFn: () => invoke(name, input),
    enabled: options.isEnabled ?? true,
    staleTime: Number.POSITIVE_INFINITY,
    ...(options.isForgotten === true ? { gcTime: 0 } : {}),
    ...(options.keepPrevious === true
      ? { placeholderData: (previous: Answer<Name> | undefined) => previous }
      : {}),
  });
  useOpening(answer.isLoading);
  return answer;
};

/** Does something by a command: `run.mutateAsync(input)` answers with a `Result`; `run.isPending` while it lasts. */
export const useCommand = <Name extends CommandName>(
  name: Name,
): UseMutationResult<Answer<Name>, Error, Input<Name>> =>
  useMutation({ mutationFn: (input: Input<Name>) => invoke(name, input) });

/** What was sent last, where it was taken: for the moment until what it changed is read anew. */
export const sentAndTaken = <Sent>(run: {
  readonly data: { readonly ok: boolean } | undefined;
  readonly variables: Sent | undefined;
}): Sent | undefined => (run.data?.ok === true ? run.variables : undefined);

/** Makes stale what an event says has changed. */
export function applyEvent(queryClient: QueryClient, event: CounterEvent): void {
  if (event.type === 'sessionChanged') void queryClient.invalidateQueries();
  if (event.type === 'changed') {
    for (const topic of event.topics) void queryClient.invalidateQueries({ queryKey: [topic] });
  }
}
