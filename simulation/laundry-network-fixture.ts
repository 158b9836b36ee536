import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { callerOf } from '../electron/counter-fixture.ts';
import type { BanconeDatabase } from '../electron/database/database.ts';
import {
  createRecorder,
  findOperation,
  getOwnHead,
  insertOperation,
  iterateOperations,
  startChain,
} from '../electron/database/log.ts';
import { openMemoryDatabase } from '../electron/database/open.ts';
import { project } from '../electron/database/project.ts';
import { numberOfForeignDevice } from '../electron/database/sync.ts';
import { aBook, settled } from '../electron/laundry-book-fixture.ts';
import { createLaundryService } from '../electron/services/laundry.ts';
import { createLaundryBookingsService } from '../electron/services/laundry-bookings.ts';
import type { ServiceContext } from '../electron/services/service-context.ts';
import type { SignedIn } from '../electron/session.ts';
import { findObjection } from '../hub/rules/check-operation.ts';
import type { Input } from '../shared/contract/contract.ts';
import {
  type DeviceId,
  deviceIdSchema,
  operationIdSchema,
  type SiteId,
  siteIdSchema,
  turnRequestIdSchema,
} from '../shared/domain/ids.ts';
import type { Role } from '../shared/domain/role.ts';
import type { SiteKind } from '../shared/domain/site.ts';
import { findKind } from '../shared/operations/kinds.ts';
import {
  deviceRegistered,
  operatorRolesSet,
  operatorSet,
  siteSet,
} from '../shared/operations/network-operations.ts';
import type { Operation } from '../shared/operations/operation.ts';
import { type DevicePlace, streamsFor } from '../shared/sync/grants.ts';

type Desk = { readonly place: DevicePlace; readonly database: Pick<BanconeDatabase, 'db' | 'inTransaction'> };

/**
 * The laundry of the fixture in a network: other desks, and what the hub does between them, by its own check and the grants
 * of each place. What the fixture wrote to set the scene is taken as it stands.
 */
export function aLaundryNetwork() {
  const book = aBook();
  const { organisationId, laundrySiteId } = book;
  const officeSiteId = siteIdSchema.parse(v7());
  const site = { siteId: officeSiteId, organisationId, name: 'Ufficio di prova', shortName: 'UFF' };
  book.write(siteSet, { ...site, kind: 'office', isActive: true });
  const rolesOf = new Map([
    [book.operator.operatorId, new Map<SiteId, Role[]>([[laundrySiteId, ['laundry']]])],
  ]);
  const keeper: Desk = {
    place: placeOf(book.deviceId, laundrySiteId, 'laundry'),
    database: { db: book.db, inTransaction: book.inTransaction },
  };
  /** Everything that the hub has taken, in its order. */
  const taken: { readonly operation: Operation; readonly from: DevicePlace }[] = [];
  const sent = new Map<DeviceId, number>();

  function placeOf(deviceId: DeviceId, siteId: SiteId, siteKind: SiteKind): DevicePlace {
    const officeOf = siteKind === 'office' ? [laundrySiteId] : [];
    return { deviceId, siteId, siteKind, organisationId, officeOf };
  }
  const send = ({ place, database: { db } }: Desk, isSetUp = false) => {
    for (const { operation } of [...iterateOperations(db)]) {
      if (operation.deviceId !== place.deviceId) continue;
      if (operation.seq <= (sent.get(operation.deviceId as DeviceId) ?? 0)) continue; // a device's id, as it was stored
      const objection = isSetUp
        ? null
        : findObjection(operation, {
            place,
            wasAlone: false,
            rolesOf: (operatorId) => rolesOf.get(operatorId) ?? new Map(),
          });
      if (objection !== null) throw new Error(`the hub keeps ${operation.type} aside: ${objection}`);
      taken.push({ operation, from: place });
      sent.set(place.deviceId as DeviceId, operation.seq); // a device's id, as it was stored
    }
  };
  const receive = ({ place, database: { db, inTransaction } }: Desk) => {
    const streams = new Set(streamsFor(place));
    for (const { operation } of taken) {
      if (!streams.has(operation.stream) || findOperation(db, operation.id) !== null) continue;
      inTransaction((tx) => {
        const device = numberOfForeignDevice(tx, operation);
        const n = insertOperation(tx, device, operation);
        const kind = findKind(operation.type, operation.version);
        project(tx, { n, device, operation, body: kind?.body.parse(JSON.parse(operation.body ?? 'null')) });
      });
    }
  };

  /** A desk at a site of its own, with an operator and everything that it is granted. */
  const anotherDesk = (siteKind: 'office' | 'laundry') => {
    const siteId = siteKind === 'office' ? officeSiteId : laundrySiteId;
    const roles: Role[] = [siteKind];
    const person = book.anOperator(siteKind === 'office' ? 'Uffici Ugo' : 'Verdi Vera', siteKind);
    book.write(operatorSet, {
      operatorId: person.operatorId,
      displayName: person.displayName,
      isActive: true,
    });
    book.write(operatorRolesSet, { operatorId: person.operatorId, siteId, roles });
    rolesOf.set(person.operatorId, new Map([[siteId, roles]]));
    const operator: SignedIn = { ...person, siteId };
    const deviceId = deviceIdSchema.parse(v7());
    const database = openMemoryDatabase();
    database.inTransaction((tx) => startChain(tx, deviceId));
    const record = createRecorder({
      now: book.context.now,
      newSalt: () => randomBytes(32).toString('hex'),
      appendHead: () => undefined,
    });
    const context: ServiceContext = { ...book.context, ...database, record };
    const desk: Desk = { place: placeOf(deviceId, siteId, siteKind), database };
    send(keeper, true);
    receive(desk);
    database.inTransaction((tx) =>
      record(tx, {
        id: operationIdSchema.parse(v7()),
        kind: deviceRegistered,
        body: { deviceId, siteId, name: siteKind === 'office' ? 'Ufficio 1' : 'Banco 2' },
        businessOn: book.clock.today,
      }),
    );
    const caller = callerOf(operator);
    const { handlers } = createLaundryBookingsService(context, {
      draw: () => Promise.reject(new Error('nothing is printed here')),
      paperDoor: {
        printPdf: () => Promise.reject(new Error('nothing is printed here')),
        printFile: () => Promise.reject(new Error('nothing is printed here')),
      },
    });
    const laundry = createLaundryService(context, { uptimeMs: () => book.pc.uptimeMs });
    type Asks = Input<'laundryBookings.ask'>;
    return {
      ...desk,
      context,
      caller,
      operator,
      book: handlers,
      laundry,
      ask: (asked: Omit<Asks, 'requestId'> & Partial<Pick<Asks, 'requestId'>>) =>
        settled(
          handlers['laundryBookings.ask'](caller, {
            requestId: turnRequestIdSchema.parse(v7()),
            ...asked,
          }),
        ),
      requests: () => {
        const answer = settled(handlers['laundryBookings.requests'](caller, {}));
        if (!answer.ok) throw new Error('a laundry is in reach');
        return answer.value.requests;
      },
      send: () => send(desk),
      receive: () => receive(desk),
      headSeq: () => getOwnHead(database.db).seq,
    };
  };
  return {
    ...book,
    officeSiteId,
    anotherDesk,
    keeper: {
      send: () => send(keeper),
      receive: () => receive(keeper),
      /** As after a round of the exchange that left nothing to read. */
      answer: () => book.restart().answerRequests(),
    },
  };
}
