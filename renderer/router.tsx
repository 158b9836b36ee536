import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { useLayoutEffect } from 'react';
import { AdministrationScreen } from './features/administration/AdministrationScreen.tsx';
import { CatalogueScreen } from './features/catalogue/CatalogueScreen.tsx';
import { CreditScreen } from './features/credit/CreditScreen.tsx';
import { EntitlementsScreen } from './features/entitlements/EntitlementsScreen.tsx';
import { ExpiringScreen } from './features/entitlements/ExpiringScreen.tsx';
import { HouseholdImportScreen } from './features/household-import/HouseholdImportScreen.tsx';
import { EditHouseholdScreen } from './features/households/HouseholdForm.tsx';
import { HouseholdScreen } from './features/households/HouseholdScreen.tsx';
import { HouseholdsScreen } from './features/households/HouseholdsScreen.tsx';
import { NewHouseholdScreen } from './features/households/NewHouseholdScreen.tsx';
import { LaundryScreen } from './features/laundry/LaundryScreen.tsx';
import { BookingsScreen } from './features/laundry-bookings/BookingsScreen.tsx';
import { LaundryManagementScreen } from './features/laundry-setup/LaundryManagementScreen.tsx';
import { SalesScreen } from './features/sales/SalesScreen.tsx';
import { EditSchemeScreen, NewSchemeScreen } from './features/schemes/SchemeEditorScreen.tsx';
import { SchemesScreen } from './features/schemes/SchemesScreen.tsx';
import { Frame } from './features/session/Frame.tsx';
import { HomeScreen } from './features/session/HomeScreen.tsx';
import { BatchesScreen } from './features/statements/BatchesScreen.tsx';
import { StatementsScreen } from './features/statements/StatementsScreen.tsx';
import { TillScreen } from './features/till/TillScreen.tsx';
import { heldKeys } from './typing-ahead/typing-ahead.ts';

/*
 * TanStack Router rather than a switch of our own: addresses and their parameters are typed, which pays as
 * soon as a screen shows one household or one sale of many. A hash, because the application is served from
 * `app://` and from a loopback server alike, and neither has to know the screens.
 *
 * A feature adds its routes here. The menu of the frame (features/session/destinations.ts) shows those of
 * its destinations that have a route: /till, /sales, /households, /catalogue, /administration.
 */
const rootRoute = createRootRoute({ component: Frame });

const routeTree = rootRoute.addChildren([
  createRoute({ getParentRoute: () => rootRoute, path: '/', component: HomeScreen }),
  createRoute({ getParentRoute: () => rootRoute, path: '/administration', component: AdministrationScreen }),
  createRoute({ getParentRoute: () => rootRoute, path: '/households', component: HouseholdsScreen }),
  createRoute({ getParentRoute: () => rootRoute, path: '/households/new', component: NewHouseholdScreen }),
  createRoute({ getParentRoute: () => rootRoute, path: '/households/schemes', component: SchemesScreen }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/households/schemes/new',
    component: NewSchemeScreen,
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/households/schemes/$schemeId',
    component: EditSchemeScreen,
  }),
  createRoute({ getParentRoute: () => rootRoute, path: '/households/expiring', component: ExpiringScreen }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/households/import',
    component: HouseholdImportScreen,
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/households/$householdId/entitlements',
    component: EntitlementsScreen,
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/households/$householdId',
    component: HouseholdScreen,
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/households/$householdId/edit',
    component: EditHouseholdScreen,
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/households/$householdId/statements',
    component: StatementsScreen,
  }),
  createRoute({ getParentRoute: () => rootRoute, path: '/households/batches', component: BatchesScreen }),
  createRoute({ getParentRoute: () => rootRoute, path: '/laundry/bookings', component: BookingsScreen }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/laundry/management',
    component: LaundryManagementScreen,
  }),
  createRoute({ getParentRoute: () => rootRoute, path: '/laundry', component: LaundryScreen }),
  createRoute({ getParentRoute: () => rootRoute, path: '/till', component: TillScreen }),
  createRoute({ getParentRoute: () => rootRoute, path: '/catalogue', component: CatalogueScreen }),
  createRoute({ getParentRoute: () => rootRoute, path: '/credit', component: CreditScreen }),
  createRoute({ getParentRoute: () => rootRoute, path: '/sales', component: SalesScreen }),
]);

const router = createRouter({ routeTree, history: createHashHistory() });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

/** A change of screens that is never told to be over does not keep keys any longer. */
const LEAVING_AT_MOST_MS = 2_000;

/** Whatever is behind the log-in. */
export function Screens() {
  useLayoutEffect(keepKeysWhileLeaving, []);
  return <RouterProvider router={router} />;
}

/** From the moment that another screen is asked for until it is there, keys are for that one. */
function keepKeysWhileLeaving(): () => void {
  let path = router.history.location.pathname;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arrive = () => {
    clearTimeout(timer);
    heldKeys.setLeaving(false);
  };
  const stops = [
    router.history.subscribe(({ location }) => {
      if (location.pathname === path) return;
      path = location.pathname;
      clearTimeout(timer);
      timer = setTimeout(arrive, LEAVING_AT_MOST_MS);
      heldKeys.setLeaving(true);
    }),
    router.subscribe('onRendered', arrive),
  ];
  return () => {
    for (const stop of stops) stop();
    arrive();
  };
}
