import type { AccountName, Unit } from '../../shared/domain/account.ts';
import type { AuthorisationId, DeviceId, OperatorId } from '../../shared/domain/ids.ts';
import type { DeclareRequest, SeenHead } from '../../shared/sync/declaration.ts';
import type { AuthoriseAnswer } from '../../shared/sync/protocol.ts';
import type { AuthorisationRow, LeaseRow } from './hub-store.ts';

/** That the hub goes on without hearing what a device holds. */
export type ReleaseRow = {
  readonly deviceId: DeviceId;
  readonly releasedAt: number;
  /** The administrator who decided it; null where the device had been away for long when the hub was restored. */
  readonly operatorId: OperatorId | null;
};

/** An active device that has not declared in this epoch. */
export type UndeclaredDevice = { readonly deviceId: DeviceId; readonly release: ReleaseRow | null };

/** So much of a unit, over so many accounts. */
export type UnitTotal = { readonly unit: Unit; readonly accounts: number; readonly amount: number };

/** Operations of a device that some counter had read and the hub does not have, from one number to another. */
export type LostRow = {
  readonly deviceId: DeviceId;
  readonly fromSeq: number;
  readonly toSeq: number;
  /** When the last of them was written, by the device's clock. */
  readonly writtenAt: number;
  /** The counter that said that it had read them. */
  readonly toldBy: DeviceId;
};

/** What a restore of the hub from a backup leaves open: who has not said what it holds, and what nobody can say. */
export type RestoreTables = {
  /** This device has said what it holds, in this epoch. */
  readonly setDeclared: (deviceId: DeviceId) => Promise<void>;
  /** Whether some active device has neither declared in this epoch nor was released. */
  readonly isAwaiting: () => Promise<boolean>;
  /** In the order of their ids. */
  readonly listUndeclared: () => Promise<readonly UndeclaredDevice[]>;
  /** Each device once in an epoch: the first release stays. */
  readonly insertReleases: (rows: readonly ReleaseRow[]) => Promise<void>;

  /** Keeps a part of a declaration until the last one comes; the same part again takes its place. */
  readonly saveDeclarationPart: (deviceId: DeviceId, part: DeclareRequest) => Promise<void>;
  /** What is kept of a device's declaration, in order. From now on nothing is. */
  readonly takeDeclarationParts: (deviceId: DeviceId) => Promise<readonly DeclareRequest[]>;

  /** How far a counter had read the chains of others: of each the furthest that it says in this epoch. */
  readonly noteSeen: (toldBy: DeviceId, heads: readonly SeenHead[]) => Promise<void>;
  /**
   * What of that the hub does not have, in the order of devices, by whoever says the most: what a device said that was
   * revoked counts no more. It may come back while its device does.
   */
  readonly listLost: () => Promise<readonly LostRow[]>;

  /** The leases of a device from now on, and no others; when one of them was asked back stays as it was. */
  readonly replaceLeases: (deviceId: DeviceId, rows: readonly LeaseRow[]) => Promise<void>;
  /** Granted to the device and still open. */
  readonly listOpenAuthorisations: (deviceId: DeviceId) => Promise<readonly AuthorisationRow[]>;
  /** Closes what was granted, with another answer in its place: for a grant whose device never heard of it. */
  readonly withdrawAuthorisations: (
    ids: readonly AuthorisationId[],
    answer: AuthoriseAnswer,
    at: number,
  ) => Promise<void>;

  /**
   * Accounts of value of which more is noted as uncovered than is needed for what is set aside of them: while chains come
   * back in pieces, what was spent may be here before what it was spent from.
   */
  readonly listLoose: () => Promise<readonly { readonly account: AccountName; readonly unit: Unit }[]>;
  /** Notes no more as uncovered than what is set aside of these accounts, which are locked, beyond what is there. */
  readonly tightenUncovered: (accounts: readonly AccountName[]) => Promise<void>;
  /** What is set aside for devices by leases and open authorisations, as far as it is known here. */
  readonly sumHolds: (deviceIds: readonly DeviceId[]) => Promise<Map<DeviceId, readonly UnitTotal[]>>;
  /** What is spent and set aside of accounts of value beyond what is there. */
  readonly sumOverdrawn: () => Promise<readonly UnitTotal[]>;
};
