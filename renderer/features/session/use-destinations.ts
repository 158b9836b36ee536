import { useRouter } from '@tanstack/react-router';
import { type Destination, destinationsFor } from './destinations.ts';
import { useSession } from './session-context.ts';

/** The parts of the application for who is logged in, and the way to each of them. */
export function useDestinations(): {
  readonly destinations: readonly Destination[];
  readonly goTo: (path: string) => void;
} {
  const router = useRouter();
  const { operator, place } = useSession();
  return {
    destinations: destinationsFor(operator.roles, place.siteKind, (path) => path in router.routesByPath),
    // The destinations are data, so their addresses are checked against the routes at run time.
    goTo: (path) => router.history.push(path),
  };
}
