import { useRouter } from '@tanstack/react-router';
import { useAnswer } from '../../client/use-command.ts';
import { type Destination, destinationsFor } from './destinations.ts';
import { useHasRole, useSession } from './session-context.ts';

/** The parts of the application for who is logged in, and the way to each of them. */
export function useDestinations(): {
  readonly destinations: readonly Destination[];
  readonly goTo: (path: string) => void;
} {
  const router = useRouter();
  const { operator, place } = useSession();
  const hasBook = useHasBook();
  const hasScreen = (path: string) =>
    path in router.routesByPath && (path !== '/laundry/bookings' || hasBook);
  return {
    destinations: destinationsFor(operator.roles, place.siteKind, hasScreen),
    // The destinations are data, so their addresses are checked against the routes at run time.
    goTo: (path) => router.history.push(path),
  };
}

/** A laundry has a book of turns; an office sees those of the laundries that it is in charge of, where there are any. */
function useHasBook(): boolean {
  const { place } = useSession();
  const isOffice = place.siteKind === 'office';
  const mayAsk = useHasRole('office', 'laundry');
  const answer = useAnswer('laundryBookings.laundries', {}, { isEnabled: isOffice && mayAsk });
  return !isOffice || (answer.data?.ok === true && answer.data.value.laundries.length > 0);
}
