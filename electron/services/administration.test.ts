import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import type { administrationContract } from '../../shared/contract/administration-contract.ts';
import {
  deviceIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  printerIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { assert, ok } from '../../shared/domain/result.ts';
import type { Role } from '../../shared/domain/role.ts';
import { DEFAULT_TILL_RULES } from '../../shared/domain/till-rules.ts';
import {
  deviceRegistered,
  operatorPinSet,
  operatorRolesSet,
  organisationSet,
} from '../../shared/operations/network-operations.ts';
import { aCounter, callerOf } from '../counter-fixture.ts';
import { countOperations } from '../database/administration.ts';
import { insertMembership } from '../database/sync.ts';
import type { Handlers } from '../handlers.ts';
import { createAdministrationService } from './administration.ts';

function anOffice() {
  const counter = aCounter();
  const { handlers } = createAdministrationService({
    context: counter.context,
    version: '0.0.0',
    dataFolder: '/data',
    logFolder: '/data/logs',
    keyProtection: 'file',
    print: () => Promise.resolve(ok(undefined)),
  });
  const admin = counter.anOperator('Anna Rossi', 'admin');
  // A PIN counts by being there: deriving one takes a tenth of a second that these tests do not need.
  const givePin = (operatorId: typeof admin.operatorId) =>
    counter.write(operatorPinSet, { operatorId, siteId: counter.siteId, how: 'office', verifier: 'x' });
  givePin(admin.operatorId);
  const caller = callerOf(admin);
  const ask = async <Name extends keyof typeof administrationContract>(
    name: Name,
    input: Parameters<Handlers<typeof administrationContract>[Name]>[1],
  ) => handlers[name](caller, input as never); // the name chose the input above; a union of handlers forgets it
  return { ...counter, admin, ask, givePin, operations: () => countOperations(counter.db) };
}

describe('the last administrator', () => {
  test('cannot be disabled nor lose the role, until somebody else has role and PIN', async () => {
    const { ask, admin, siteId, anOperator, givePin } = anOffice();
    const lose = {
      operatorId: admin.operatorId,
      displayName: admin.displayName,
      isActive: true,
      roles: [{ siteId, roles: ['cashier' as const] }],
    };
    const disable = { ...lose, isActive: false, roles: [{ siteId, roles: ['admin' as const] }] };
    const refused = { ok: false, error: { type: 'LastAdministrator' } };
    expect(await ask('administration.saveOperator', lose)).toEqual(refused);
    expect(await ask('administration.saveOperator', disable)).toEqual(refused);
    const second = anOperator('Bruno Verdi', 'admin');
    expect(await ask('administration.saveOperator', disable)).toEqual(refused);
    givePin(second.operatorId);
    expect(await ask('administration.saveOperator', disable)).toEqual(ok(null));
  });
});

describe('operators', () => {
  test('are one operation for each thing that changed, and none when pressed again', async () => {
    const { ask, siteId, operations } = anOffice();
    const operatorId = operatorIdSchema.parse(v7());
    const input = {
      operatorId,
      displayName: 'Carla Neri',
      isActive: true,
      roles: [{ siteId, roles: ['cashier' as const] }],
    };
    const before = operations();
    await ask('administration.saveOperator', input);
    expect(operations() - before).toBe(2);
    await ask('administration.saveOperator', input);
    expect(operations() - before).toBe(2);
    await ask('administration.saveOperator', { ...input, displayName: 'Carla Neri Bianchi' });
    expect(operations() - before).toBe(3);
  });

  test('do not share a name, which is all that the log-in screen shows', async () => {
    const { ask } = anOffice();
    const answer = await ask('administration.saveOperator', {
      operatorId: operatorIdSchema.parse(v7()),
      displayName: 'ANNA ROSSI',
      isActive: true,
      roles: [],
    });
    expect(answer).toEqual({ ok: false, error: { type: 'OperatorNameTaken' } });
  });

  test('get no role at a site that does not exist', async () => {
    const { ask, operations } = anOffice();
    const before = operations();
    const answer = await ask('administration.saveOperator', {
      operatorId: operatorIdSchema.parse(v7()),
      displayName: 'Carla Neri',
      isActive: true,
      roles: [{ siteId: siteIdSchema.parse(v7()), roles: ['admin'] }],
    });
    expect(answer).toEqual({ ok: false, error: { type: 'SiteUnknown' } });
    expect(operations()).toBe(before);
  });
});

describe('another organisation', () => {
  test('is set up by who is there, in a network; once it has an administrator it decides about itself', async () => {
    const { ask, siteId, write, context, deviceId } = anOffice();
    const others = organisationIdSchema.parse(v7());
    const theirSiteId = siteIdSchema.parse(v7());
    write(organisationSet, { organisationId: others, name: 'Altro ente' });
    const place = { siteId, siteKind: 'office', organisationId: others, officeOf: [] } as const;
    const names = { name: 'Ufficio', shortName: 'UFF', kind: 'office', isActive: true } as const;
    const site = { ...names, siteId: theirSiteId, organisationId: others };
    const give = (displayName: string, roles: Role[], at = theirSiteId) =>
      ask('administration.saveOperator', {
        operatorId: operatorIdSchema.parse(v7()),
        displayName,
        isActive: true,
        roles: [{ siteId: at, roles }],
      });
    const member = { deviceId, privateKey: 'x', place: { ...place, deviceId } };
    const hub = { address: 'https://hub.invalid', epoch: 1, joinedAt: 1 };
    context.inTransaction((tx) => insertMembership(tx, { ...hub, ...member }, []));
    expect(await ask('administration.saveSite', site)).toEqual(ok(null));
    const areOthers = async () => {
      const listed = await ask('administration.sites', {});
      assert(listed.ok, 'an administrator sees them');
      return listed.value.sites.flatMap((each) =>
        'isOfOthers' in each && each.isOfOthers ? [each.siteId] : [],
      );
    };
    expect(await give('Paolo Neri', ['admin'])).toEqual(ok(null));
    // The first counter there is anybody's to set up.
    expect(await areOthers()).toEqual([]);
    write(deviceRegistered, { deviceId: deviceIdSchema.parse(v7()), siteId: theirSiteId, name: 'Ufficio' });
    expect(await areOthers()).toEqual([theirSiteId]);
    const refused = { ok: false, error: { type: 'OtherOrganisation' } };
    const second = { ...site, siteId: siteIdSchema.parse(v7()), shortName: 'DUE' };
    expect([await give('Carla Neri', ['cashier']), await ask('administration.saveSite', second)]).toEqual([
      refused,
      refused,
    ]);
    expect(await give('Carla Neri', ['cashier'], siteId)).toEqual(ok(null));
    // Nor is somebody who works there renamed or put out of use, or may be by an administrator of both.
    const listed = await ask('administration.operators', {});
    assert(listed.ok, 'an administrator sees them');
    const theirs = listed.value.operators.find(({ displayName }) => displayName === 'Paolo Neri');
    assert(theirs !== undefined, 'he is listed');
    const { operatorId } = theirs;
    const changed = { operatorId, displayName: 'Paolo Neri', isActive: false, roles: [] };
    expect([
      await ask('administration.saveOperator', changed),
      await ask('administration.saveOperator', { ...changed, displayName: 'Paola', isActive: true }),
      await ask('administration.saveOperator', { ...changed, isActive: true }),
    ]).toEqual([refused, refused, ok(null)]);
    // Its name and whether it is open may be anybody's of the network.
    expect(await ask('administration.saveSite', { ...site, name: 'Ufficio nuovo' })).toEqual(ok(null));
  });
});

describe('sites and printers', () => {
  test('keep short names apart and this counter at a site in use', async () => {
    const { ask, siteId } = anOffice();
    const listed = await ask('administration.sites', {});
    const own =
      listed.ok && listed.value !== null && 'sites' in listed.value ? listed.value.sites[0] : undefined;
    if (own === undefined || !('organisationId' in own)) throw new Error('the own site is listed');
    const { isOwn, isOfOthers, ...site } = own;
    expect([isOwn, isOfOthers, site.siteId]).toEqual([true, false, siteId]);
    expect(await ask('administration.saveSite', { ...site, isActive: false })).toMatchObject({
      error: { type: 'OwnSiteInUse' },
    });
    const another = { ...site, siteId: siteIdSchema.parse(v7()), name: 'Secondo emporio' };
    expect(await ask('administration.saveSite', another)).toMatchObject({
      error: { type: 'ShortNameTaken' },
    });
    expect(
      await ask('administration.saveSite', {
        ...another,
        shortName: 'EM2',
        organisationId: organisationIdSchema.parse(v7()),
      }),
    ).toMatchObject({ error: { type: 'OrganisationUnknown' } });
    expect(await ask('administration.saveSite', { ...another, shortName: 'EM2' })).toEqual(ok(null));
  });

  test('choose for receipts only a printer in use at this site', async () => {
    const { ask } = anOffice();
    const printerId = printerIdSchema.parse(v7());
    const unknown = { ok: false, error: { type: 'PrinterUnknown' } };
    expect(await ask('administration.chooseReceiptPrinter', { printerId })).toEqual(unknown);
    const printer = {
      printerId,
      name: 'Cassa',
      kind: 'escpos-network' as const,
      host: '192.168.1.50',
      port: 9100,
      columns: 42 as const,
    };
    await ask('administration.savePrinter', { printer, isActive: true });
    expect(await ask('administration.chooseReceiptPrinter', { printerId })).toEqual(ok(null));
    expect(await ask('administration.printers', {})).toMatchObject({
      value: { choice: { type: 'chosen', printerId } },
    });
  });
});

describe('history', () => {
  test('says who changed what from what to what, newest first, and never shows a verifier', async () => {
    const { ask, siteId, admin } = anOffice();
    await ask('administration.saveTillRules', { rules: { ...DEFAULT_TILL_RULES, lockAfterMinutes: 5 } });
    await ask('administration.saveTillRules', {
      rules: { ...DEFAULT_TILL_RULES, lockAfterMinutes: 15, bestBeforeTolerance: false },
    });
    const rules = await ask('administration.history', { subject: `till-rules:${siteId}` });
    expect(rules).toMatchObject({
      value: [
        {
          operatorName: 'Anna Rossi',
          type: 'till-rules.set',
          isFirst: false,
          changes: [
            { field: 'rules.bestBeforeTolerance', before: true, after: false },
            { field: 'rules.lockAfterMinutes', before: 5, after: 15 },
          ],
        },
        { type: 'till-rules.set', isFirst: true },
      ],
    });
    const operator = await ask('administration.history', { subject: `operator:${admin.operatorId}` });
    expect(operator).toMatchObject({
      value: [{ type: 'operator.pin-set' }, { type: 'operator.roles-set' }, { type: 'operator.set' }],
    });
    expect(JSON.stringify(operator)).not.toContain('verifier');
  });

  test('sets roles at one site against the roles at that site', async () => {
    const { ask, siteId, write, admin } = anOffice();
    const other = siteIdSchema.parse(v7());
    const operatorId = admin.operatorId;
    write(operatorRolesSet, { operatorId, siteId: other, roles: ['office'] });
    write(operatorRolesSet, { operatorId, siteId, roles: ['admin', 'cashier'] });
    expect(await ask('administration.history', { subject: `operator:${operatorId}` })).toMatchObject({
      value: [
        { changes: [{ field: 'roles', before: ['admin'], after: ['admin', 'cashier'] }] },
        { isFirst: true },
        { type: 'operator.pin-set' },
        { isFirst: true },
        { type: 'operator.set' },
      ],
    });
  });
});
