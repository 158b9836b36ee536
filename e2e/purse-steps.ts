import type { Page } from '@playwright/test';
import { aHousehold, goods, logInAs, OFFICE, sendOk } from './till-steps.ts';

type Entry = {
  readonly productId: string;
  readonly name: string;
  readonly categoryId: string;
  readonly points: number | null;
  readonly pointsPerKilogram: number | null;
  readonly limitIds: readonly string[];
  readonly isActive: boolean;
};

/** Pesto and oil get a euro price, and a household of one prepaid credit, as the office does. Nobody is logged in then. */
export async function aHouseholdWithCredit(page: Page, cents: number) {
  const household = await aHousehold(page, { displayName: 'Bianchi Ottavia', size: 1 });
  await logInAs(page, OFFICE);
  for (const [code, euroCents] of [
    [goods.pesto.code, 149],
    [goods.oil.code, 690],
  ] as const) {
    const [entry] = await sendOk<Entry[]>(page, 'catalogue.search', { text: code });
    if (entry === undefined) throw new Error(`the demo has no product ${code}`);
    const { productId, name, categoryId, points, pointsPerKilogram, limitIds, isActive } = entry;
    await sendOk(page, 'catalogue.saveProduct', {
      operationId: crypto.randomUUID(),
      ...{
        productId,
        code: null,
        name,
        categoryId,
        points,
        pointsPerKilogram,
        limitIds,
        isActive,
        euroCents,
      },
    });
  }
  const programmes = await sendOk<{ programmeId: string }[]>(page, 'till.programmes');
  await sendOk(page, 'credit.topUp', {
    operationId: crypto.randomUUID(),
    householdId: household.householdId,
    programmeId: programmes[0]?.programmeId,
    purse: 'cents',
    amount: cents,
    reason: 'first-need',
  });
  await sendOk(page, 'session.logOut');
  return household;
}
