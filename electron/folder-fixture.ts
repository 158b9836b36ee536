import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import type { FailureOf, InputOf, OutputOf } from '../shared/contract/command.ts';
import type { CommandName, Contract } from '../shared/contract/contract.ts';
import {
  networkIdSchema,
  operationIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import { assert, type Result } from '../shared/domain/result.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import {
  deviceRegistered,
  networkCreated,
  organisationSet,
  siteSet,
} from '../shared/operations/network-operations.ts';
import { type Counter, type CounterOptions, createCounter } from './counter.ts';
import { getOwnHead } from './database/log.ts';
import type { LiveCounter } from './live-counter.ts';

export const aFolder = (): string => mkdtempSync(join(tmpdir(), 'bancone-folder-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** An organisation whose name is set again and again: the plainest operation there is. */
export const organisationId = organisationIdSchema.parse('019a0000-0000-7000-8000-000000000001');
export const siteId = siteIdSchema.parse('019a0000-0000-7000-8000-000000000002');

/** A whole counter on a real folder, for tests of bad days. With `isEmpty` it stays in the first-run wizard. */
export async function aCounterIn(
  folder: string,
  options: Partial<CounterOptions> & { isEmpty?: boolean } = {},
) {
  const { isEmpty = false, ...rest } = options;
  let live: LiveCounter | null = null;
  const counter: Counter = await createCounter({
    dataFolder: folder,
    onOpen: (opened) => {
      live = opened;
    },
    fillEmpty: (opened) => {
      if (!isEmpty) fillNetwork(opened);
      return Promise.resolve();
    },
    ...rest,
  });
  const session = counter.openSession();
  const current = (): LiveCounter => {
    assert(live !== null, 'the counter is open');
    return live;
  };
  return {
    counter,
    session,
    /** The open counter; another one after a restore. */
    live: current,
    /** Sends a command as an administrator. */
    ask: async <Name extends CommandName>(
      command: Name,
      input: InputOf<Contract[Name]>,
    ): Promise<Result<OutputOf<Contract[Name]>, FailureOf<Contract[Name]> | { type: string }>> => {
      session.operator = {
        operatorId: operatorIdSchema.parse(v7()),
        displayName: 'Ada',
        roles: ['admin'],
        siteId,
      };
      const answer = await counter.invoke(session, command, input);
      // The router ties answers to commands by type; a test meets them as text.
      return answer as Result<OutputOf<Contract[Name]>, FailureOf<Contract[Name]> | { type: string }>;
    },
    /** Records so many operations, each in a transaction of its own. */
    work: (operations: number): void => {
      for (let i = 0; i < operations; i++)
        writeIn(current(), organisationSet, { organisationId, name: `Ente ${v7()}` });
    },
    head: () => getOwnHead(current().context.db),
    /** Ids of the whole log, in the order of arrival. */
    ids: (): string[] => idsOf(current()),
  };
}

export const idsOf = ({ context }: LiveCounter): string[] =>
  context.db
    .all<readonly [], { id: string }>({
      name: 'test ids',
      sql: 'SELECT lower(hex(id)) AS id FROM operation ORDER BY n',
    })
    .map(({ id }) => id);

export function writeIn<Body>(
  { context }: LiveCounter,
  kind: OperationKind<Body>,
  body: NoInfer<Body>,
): string {
  const id = operationIdSchema.parse(v7());
  context.inTransaction((tx) => context.record(tx, { id, kind, body, businessOn: context.today() }));
  return id;
}

function fillNetwork(live: LiveCounter): void {
  writeIn(live, networkCreated, {
    networkId: networkIdSchema.parse(v7()),
    name: 'Rete di prova',
    isDemo: false,
    identityKey: 'ab'.repeat(32),
  });
  writeIn(live, organisationSet, { organisationId, name: 'Ente di prova' });
  writeIn(live, siteSet, {
    siteId,
    organisationId,
    name: 'Emporio di prova',
    shortName: 'EMP',
    kind: 'emporio',
    isActive: true,
  });
  const { deviceId } = getOwnHead(live.context.db);
  writeIn(live, deviceRegistered, { deviceId, siteId, name: 'Cassa 1' });
}
