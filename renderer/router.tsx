import {
  createHashHistory,
  createRootRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router';

/*
 * TanStack Router rather than a switch of our own: addresses and their parameters are typed, which pays as
 * soon as a screen shows one household or one sale of many. A hash, because the application is served from
 * `app://` and from a loopback server alike, and neither has to know the screens.
 *
 * A feature adds its routes here: `createRoute({ getParentRoute: () => rootRoute, path: '/till', component: TillScreen })`.
 */
const rootRoute = createRootRoute({ component: Outlet });

const router = createRouter({
  routeTree: rootRoute.addChildren([]),
  history: createHashHistory(),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

export function Screens() {
  return <RouterProvider router={router} />;
}
