import { hasAnyRole, type Role } from '../../../shared/domain/role.ts';
import type { SiteKind } from '../../../shared/domain/site.ts';
import type { MessageId } from '../../i18n/messages.ts';
import type { IconName } from '../../ui/Icon.tsx';
import type { ShortcutKey } from '../../ui/shortcuts.ts';

/** One big part of the application, reached by its key from everywhere. */
export type Destination = {
  readonly path: string;
  readonly shortcut: ShortcutKey;
  readonly label: MessageId;
  readonly icon: IconName;
  readonly roles: readonly Role[];
  readonly siteKinds: readonly SiteKind[];
};

/** F5 to F9 belong to the screens themselves (F8 prints again, F9 pays), F10 locks. */
const destinations: readonly Destination[] = [
  {
    path: '/till',
    shortcut: 'F1',
    label: 'session.nav.till',
    icon: 'basket',
    roles: ['cashier', 'office'],
    siteKinds: ['emporio'],
  },
  {
    path: '/laundry',
    shortcut: 'F1', // a laundry has no till
    label: 'session.nav.laundry',
    icon: 'washer',
    roles: ['laundry', 'office'],
    siteKinds: ['laundry'],
  },
  {
    path: '/sales',
    shortcut: 'F2',
    label: 'session.nav.sales',
    icon: 'clock',
    roles: ['cashier', 'office'],
    siteKinds: ['emporio'],
  },
  {
    path: '/laundry/bookings',
    shortcut: 'F2',
    label: 'session.nav.bookings',
    icon: 'clock',
    roles: ['laundry', 'office'],
    siteKinds: ['laundry', 'office'],
  },
  {
    path: '/households',
    shortcut: 'F3',
    label: 'session.nav.households',
    icon: 'person',
    roles: ['cashier', 'office', 'socialWorker'],
    siteKinds: ['emporio', 'laundry', 'office'],
  },
  {
    path: '/credit',
    shortcut: 'Shift+F3',
    label: 'session.nav.credit',
    icon: 'card',
    roles: ['office'],
    siteKinds: ['emporio', 'laundry', 'office'],
  },
  {
    path: '/catalogue',
    shortcut: 'F4',
    label: 'session.nav.catalogue',
    icon: 'empty',
    roles: ['office'],
    siteKinds: ['emporio', 'office'],
  },
  {
    path: '/laundry/management',
    shortcut: 'F4',
    label: 'session.nav.laundryManagement',
    icon: 'empty',
    roles: ['laundry', 'office'],
    siteKinds: ['laundry'],
  },
  {
    path: '/administration',
    shortcut: 'F12',
    label: 'session.nav.administration',
    icon: 'site',
    roles: ['office'],
    siteKinds: ['emporio', 'laundry', 'office'],
  },
];

/** What these roles may open at this kind of site, of the screens that there are. */
export const destinationsFor = (
  roles: readonly Role[],
  siteKind: SiteKind,
  hasScreen: (path: string) => boolean,
): readonly Destination[] =>
  destinations.filter(
    (each) => hasAnyRole(roles, each.roles) && each.siteKinds.includes(siteKind) && hasScreen(each.path),
  );
