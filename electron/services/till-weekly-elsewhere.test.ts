import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { schemeSchema, USUAL_SCHEME } from '../../shared/domain/scheme.ts';
import { schemeSet } from '../../shared/operations/scheme-operations.ts';
import { aCounter } from '../counter-fixture.ts';
import { getOwnHead } from '../database/log.ts';
import { insertMembership, takeAccountState } from '../database/sync.ts';
import { loadHousehold } from '../till/till-customer.ts';

test('the week’s share of points is that of what the period gives also at a site that is not told what was given', () => {
  const counter = aCounter({ today: '2026-11-22' });
  const { householdId } = counter.aHousehold({ size: 2 });
  counter.write(
    schemeSet,
    schemeSchema.parse({
      ...USUAL_SCHEME,
      schemeId: counter.schemeId,
      name: 'Punti del mese',
      appliesFrom: '2026-11-01',
      period: { kind: 'calendarMonth' },
      allowance: { kind: 'firstAndFurther', firstPoints: 100, furtherPoints: 50 },
      weeklyQuota: { kind: 'share', percent: 40 },
    }),
  );
  counter.inTransaction((tx) => {
    const { siteId, organisationId } = counter;
    const { deviceId, seq } = getOwnHead(tx);
    const place = { deviceId, siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
    const hub = { address: 'https://hub.invalid', deviceId, privateKey: '', place, epoch: 1, joinedAt: 1 };
    insertMembership(tx, hub, []);
    // The hub tells of the account; what was given lies in the stream of the household's own site.
    const account = householdAccount(householdId, 'points', localDateSchema.parse('2026-11-01'));
    takeAccountState(tx, { account, unit: 'points', posted: 150, reserved: 0, leased: 0 }, seq, 1);
  });
  const from = { kind: 'household', householdId, foundBy: 'search' } as const;
  const loaded = loadHousehold(counter.db, from, counter.clock.today);
  expect(loaded?.customer).toMatchObject({ residualPoints: 150, week: { quotaPoints: 60, usedPoints: 0 } });
});
