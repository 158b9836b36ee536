import { describe, expect, it } from 'vitest';
import { schemeIdSchema } from '../../../shared/domain/ids.ts';
import { localDateSchema } from '../../../shared/domain/local-date.ts';
import { schemePresets } from '../../../shared/domain/scheme-presets.ts';
import { emptyDraft, readDraft, schemeToDraft } from './scheme-draft.ts';

const schemeId = schemeIdSchema.parse('019a0000-0000-7000-8000-000000000001');
const appliesFrom = localDateSchema.parse('2026-12-01');

describe('the fields of a points scheme', () => {
  for (const { key, scheme } of schemePresets) {
    it(`say the scheme of ${key} again`, () => {
      expect(readDraft(schemeId, schemeToDraft(scheme, appliesFrom))).toEqual({
        ok: true,
        value: { ...scheme, schemeId, appliesFrom },
      });
    });
  }

  it('say every setting that there is', () => {
    const draft = {
      ...emptyDraft(appliesFrom),
      name: 'Tutto',
      firstPoints: 100,
      furtherPoints: 50,
      mostPoints: 600,
      ageBonuses: [{ row: 1, from: 6, under: 36, unit: 'months' as const, points: 20 }],
      bands: [
        {
          row: 1,
          label: 'A',
          upTo: 6000.5,
          over67UpTo: 7500,
          renewalUpTo: 7000,
          bonusPoints: 30,
          pointsPerMember: null,
        },
      ],
      hasBaby: true,
      babyPoints: 40,
      babyUnderMonths: 36,
      quota: 'share' as const,
      quotaPercent: 25,
      carryOver: 'capped' as const,
      carryOverMost: 50,
      mostRenewals: 2,
      pause: 'lastRenewal' as const,
      pauseLength: 2,
    };
    expect(readDraft(schemeId, draft)).toMatchObject({
      ok: true,
      value: {
        ageBonuses: [{ fromMonths: 6, underMonths: 36, pointsPerPerson: 20 }],
        iseeBands: [
          {
            band: 1,
            label: 'A',
            upToCents: 600_050,
            over67UpToCents: 750_000,
            renewalUpToCents: 700_000,
            bonusPoints: 30,
            bonusPointsPerMember: 0,
          },
        ],
        mostPoints: 600,
        baby: { pointsPerChild: 40, underMonths: 36 },
        weeklyQuota: { kind: 'share', percent: 25 },
        carryOver: { kind: 'capped', mostPoints: 50 },
        validity: { firstMonths: 6, renewalMonths: 6, mostRenewals: 2 },
        pause: { after: 'lastRenewal', length: 2, unit: 'months' },
      },
    });
  });

  it('name the parts that are still to be completed', () => {
    expect(readDraft(schemeId, emptyDraft(appliesFrom))).toEqual({ ok: false, error: ['name', 'allowance'] });
    const draft = { ...emptyDraft(appliesFrom), name: 'Uno', firstPoints: 1, furtherPoints: 0 };
    expect(readDraft(schemeId, { ...draft, hasBaby: true, firstMonths: null })).toEqual({
      ok: false,
      error: ['baby', 'validity'],
    });
  });
});
