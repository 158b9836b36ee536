import { v7 } from 'uuid';
import {
  entitlementIdSchema,
  householdIdSchema,
  operationIdSchema,
  operatorIdSchema,
  personIdSchema,
  type SiteId,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import { addDays } from '../shared/domain/local-date.ts';
import { askOk, type OpenCounter } from './ask-ok.ts';

export const CASHIER_PIN = '1357';
/** Sold at both tills. */
export const GOODS_CODE = '8000003028713';

const operationId = () => operationIdSchema.parse(v7());

/** Another emporio of the same organisation, where the administrator works too, and a cashier for both. */
export async function prepareSecondSite(counter: OpenCounter): Promise<SiteId> {
  const { sites, organisations } = await askOk(counter, 'administration.sites', {});
  const [own, organisation] = [sites[0], organisations[0]];
  if (own === undefined || organisation === undefined) throw new Error('the wizard made a site');
  const siteId = siteIdSchema.parse(v7());
  const { organisationId } = organisation;
  const site = { siteId, organisationId, name: 'Emporio del porto', shortName: 'POR', isActive: true };
  await askOk(counter, 'administration.saveSite', { ...site, kind: 'emporio' });
  const { operators } = await askOk(counter, 'administration.operators', {});
  const administrator = operators[0];
  if (administrator === undefined) throw new Error('the wizard made an administrator');
  const everywhere = (...roles: ('admin' | 'cashier')[]) =>
    [own.siteId, siteId].map((each) => ({ siteId: each, roles }));
  const people = [
    {
      operatorId: administrator.operatorId,
      displayName: administrator.displayName,
      pin: '2468',
      role: 'admin',
    },
    {
      operatorId: operatorIdSchema.parse(v7()),
      displayName: 'Lucia Verdi',
      pin: CASHIER_PIN,
      role: 'cashier',
    },
  ] as const;
  for (const { operatorId, displayName, pin, role } of people) {
    const operator = { operatorId, displayName, isActive: true };
    await askOk(counter, 'administration.saveOperator', { ...operator, roles: everywhere(role) });
    await askOk(counter, 'administration.setPin', { operatorId, pin });
  }
  const categories = await askOk(counter, 'catalogue.categories', {});
  const pasta = categories.find(({ category }) => category.categoryId === 'pasta') ?? categories[0];
  if (pasta === undefined) throw new Error('the wizard made categories');
  await askOk(counter, 'catalogue.saveProduct', {
    operationId: operationId(),
    productId: null,
    code: GOODS_CODE,
    name: 'Fusilli di lenticchie',
    categoryId: pasta.category.categoryId,
    points: null,
    pointsPerKilogram: null,
    euroCents: null,
    limitIds: [],
    isActive: true,
  });
  return siteId;
}

/** An invented household with a card and this month's points, which goes to this site. */
export async function aHouseholdToServe(counter: OpenCounter, siteId: SiteId) {
  const householdId = householdIdSchema.parse(v7());
  await askOk(counter, 'registers.register', {
    operationId: operationId(),
    household: {
      householdId,
      size: 1,
      preferredLanguage: 'it',
      siteId,
      persons: [
        {
          personId: personIdSchema.parse(v7()),
          surname: 'Bianchi',
          name: 'Ottavia',
          birthDate: null,
          sex: null,
          codiceFiscale: null,
          relation: null,
          isHolder: true,
          isDelegate: false,
        },
      ],
    },
  });
  const { cardNumber } = await askOk(counter, 'cards.issue', { operationId: operationId(), householdId });
  const view = await askOk(counter, 'households.view', { householdId });
  const schemeId = view.office?.proposal.schemeId;
  if (view.office === null || schemeId === null || schemeId === undefined) {
    throw new Error('the wizard made a scheme, and the administrator sees it');
  }
  const { startsOn } = view.office.proposal;
  await askOk(counter, 'entitlements.grant', {
    operationId: operationId(),
    householdId,
    entitlementId: entitlementIdSchema.parse(v7()),
    schemeId,
    startsOn,
    endsOn: addDays(startsOn, 300),
  });
  return { householdId, cardNumber };
}
