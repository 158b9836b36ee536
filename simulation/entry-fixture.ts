import { cpSync } from 'node:fs';
import { v7 } from 'uuid';
import { expect, vi } from 'vitest';
import { hashCodiceFiscale } from '../electron/database/hashing.ts';
import { getOwnHead } from '../electron/database/log.ts';
import { findNetwork, findOwnSite, findSite } from '../electron/database/network.ts';
import { productIdOfCode } from '../electron/database/product-id.ts';
import { findProductByCode } from '../electron/database/products.ts';
import { aFolder, removeFolder, writeIn } from '../electron/folder-fixture.ts';
import { ADMINISTRATOR_PIN, anEmptyCounter, aSetUpCounter } from '../electron/set-up-fixture.ts';
import type { EntryStatus } from '../shared/contract/sync-contract.ts';
import { type CodiceFiscale, codiceFiscaleSchema } from '../shared/domain/codice-fiscale.ts';
import { type HouseholdId, householdIdSchema, personIdSchema } from '../shared/domain/ids.ts';
import { toPoints } from '../shared/domain/points.ts';
import { assert } from '../shared/domain/result.ts';
import { productSet } from '../shared/operations/catalogue-operations.ts';
import { householdSet } from '../shared/operations/household-operations.ts';
import { personSet } from '../shared/operations/register-operations.ts';
import { atEnd, type Hub, PATIENCE } from './two-counters-fixture.ts';

export const CODE_OF_ANNA = codiceFiscaleSchema.parse('RSSMRA85T10A562S');
export const [EAN_OF_BOTH, EAN_OF_ONE] = ['8001234567894', '8009876543210'];

type Opened = Awaited<ReturnType<typeof anEmptyCounter>> & {
  readonly folder: string;
  readonly close: () => Promise<void>;
};

/** Closes a counter after the test, or before, once. */
function closesOnce(counter: { readonly close: () => Promise<void> }): () => Promise<void> {
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= counter.close();
    return closing;
  };
  atEnd(close);
  return close;
}

/** What a test asks of a counter on a real folder, whose administrator is logged in. */
function tools(opened: Opened) {
  const { ask, live } = opened;
  const db = () => live().context.db;
  return {
    ...opened,
    db,
    head: () => getOwnHead(db()),
    /** A product under its EAN, in points. */
    aProduct: (code: string, points: number) =>
      writeIn(live(), productSet, {
        productId: productIdOfCode(code),
        by: 'person',
        code,
        name: `Merce ${code.slice(-3)}`,
        points: toPoints(points),
      }),
    aHousehold: (displayName: string, codiceFiscale?: CodiceFiscale, hasRegister = false): HouseholdId => {
      const householdId = householdIdSchema.parse(v7());
      const key = findNetwork(db())?.identityKey ?? '';
      const hashes = codiceFiscale === undefined ? [] : [hashCodiceFiscale(key, codiceFiscale)];
      writeIn(live(), householdSet, { householdId, displayName, size: 1, codiceFiscaleHashes: hashes });
      if (!hasRegister) return householdId;
      const own = findOwnSite(db());
      const site = own === null ? null : findSite(db(), own.siteId);
      assert(site !== null, 'a counter stands somewhere');
      const [surname = '', name = ''] = displayName.split(' ');
      writeIn(live(), personSet, {
        personId: personIdSchema.parse(v7()),
        householdId,
        organisationId: site.organisationId,
        surname,
        name,
        isHolder: true,
        ...(codiceFiscale === undefined ? {} : { codiceFiscale }),
      });
      return householdId;
    },
    /** What it takes for a product at its till, in points. */
    pointsOf: (code: string): number | null => {
      const pricing = findProductByCode(db(), code)?.pricing;
      return pricing?.kind === 'each' ? pricing.points : null;
    },
    logIn: async () => {
      const status = await ask('session.status', {});
      assert(status.ok && status.value.phase === 'signedOut', 'somebody may log in');
      const [first] = status.value.operators;
      assert(first !== undefined, 'there is an operator');
      expect(
        await ask('session.logIn', { operatorId: first.operatorId, pin: ADMINISTRATOR_PIN }),
      ).toMatchObject({
        ok: true,
      });
    },
    upToDate: () =>
      vi.waitFor(
        async () =>
          expect(await ask('sync.status', {})).toMatchObject({
            value: { type: 'joined', waiting: 0, isUnderWay: false, problem: null },
          }),
        PATIENCE,
      ),
    join: (hub: Hub, code: string) => ask('sync.join', { address: hub.address, code }),
    /** What the preview says once everything is read. */
    preview: async () => {
      let seen: EntryStatus | null = null;
      await vi.waitFor(async () => {
        const answer = await ask('sync.entry', { again: false });
        assert(answer.ok, "the preview is an administrator's");
        seen = answer.value;
        expect(seen.type).toBe('ready');
      }, PATIENCE);
      return seen as EntryStatus | null; // the closure above wrote it
    },
  };
}
export type EntryCounter = ReturnType<typeof tools>;

/** A counter after its first-run wizard, on a folder of its own. */
export async function aCounterAlone(): Promise<EntryCounter> {
  const folder = aFolder();
  atEnd(async () => removeFolder(folder));
  const opened = await aSetUpCounter(folder);
  const made = tools({ ...opened, folder, close: closesOnce(opened.counter) });
  await made.logIn();
  return made;
}

/** A counter that has nothing yet, and whose recovery code is on paper. */
export async function aNewCounter(): Promise<EntryCounter> {
  const folder = aFolder();
  atEnd(async () => removeFolder(folder));
  const opened = await anEmptyCounter(folder);
  const made = await opened.ask('setup.makeRecoveryCode', {});
  assert(made.ok, 'a recovery code is made');
  await opened.ask('setup.checkRecoveryCode', { code: made.value.code });
  return tools({ ...opened, folder, close: closesOnce(opened.counter) });
}

/** The same, with its administrator logged in. */
export async function crashed(before: EntryCounter): Promise<EntryCounter> {
  const after = await afterPowerCut(before);
  await after.logIn();
  return after;
}

/** The power goes: what is on the disk in this moment is all there is, and the program starts over it. */
export async function afterPowerCut(before: EntryCounter): Promise<EntryCounter> {
  const folder = aFolder();
  cpSync(before.folder, folder, { recursive: true });
  await before.close();
  atEnd(async () => removeFolder(folder));
  const opened = await anEmptyCounter(folder);
  return tools({ ...opened, folder, close: closesOnce(opened.counter) });
}
