import type { z } from 'zod';
import type { SiteId } from '../domain/ids.ts';
import type { Posting } from '../domain/posting.ts';
import type { Role } from '../domain/role.ts';
import type { StreamName } from './operation.ts';

/**
 * Who may write a kind: operators with one of these roles, the device itself, or the authority only. `orDevice`: the
 * device does it by itself too, with no operator, where it carries out what another desk asked for.
 */
export type Writers =
  | { readonly by: 'roles'; readonly roles: readonly Role[]; readonly orDevice: boolean }
  | { readonly by: 'device' }
  | { readonly by: 'authority' };

/**
 * A register: its newest edit in the hub's order holds, field by field. Edits of one section write over each other, those
 * of two never do. Descriptive are a name, a price, a telephone number: whoever wrote over an edit without having seen it is
 * told (a conflict). Of a decision, such as a role, the last one holds and that is all.
 */
export type Register<Body> = {
  readonly section: (body: Body) => string;
  readonly isDescriptive: boolean;
};

/**
 * One kind of operation: what its body may hold, and the pure functions from body to stream and postings.
 * The hub recomputes both with this same code, so they depend on the body and on nothing else.
 */
export type OperationKind<Body> = {
  readonly type: string;
  readonly version: number;
  readonly body: z.ZodType<Body>;
  /** Registers, holders, notes, free text: the body can be erased (design, section 6). */
  readonly personal: boolean;
  readonly writers: Writers;
  readonly stream: (body: Body) => StreamName;
  readonly postings: (body: Body) => readonly Posting[];
  /** What a register's history is listed under, e.g. `product:<id>`. Null for acts, which have lists of their own. */
  readonly subject: (body: Body) => string | null;
  /** Null for acts, which all count. */
  readonly register: Register<Body> | null;
};

export type BodyOf<Kind> = Kind extends OperationKind<infer Body> ? Body : never;

type KindSpec<Body> = Pick<OperationKind<Body>, 'type' | 'version' | 'body' | 'writers' | 'stream'> &
  Partial<Pick<OperationKind<Body>, 'personal' | 'postings' | 'subject' | 'register'>>;

export const defineKind = <Body>(spec: KindSpec<Body>): OperationKind<Body> => ({
  personal: false,
  postings: () => [],
  subject: () => null,
  register: null,
  ...spec,
});

export const networkStream = 'network' as StreamName; // a fixed name of the design's table
export const beneficiariesStream = 'beneficiaries' as StreamName; // a fixed name of the design's table
const SITE = 'site:';

export const siteStream = (siteId: string): StreamName => `${SITE}${siteId}` as StreamName; // a branded uuid behind a fixed prefix

/** The site whose stream it is; null for any other stream. */
export const siteOfStream = (stream: string): SiteId | null =>
  stream.startsWith(SITE) ? (stream.slice(SITE.length) as SiteId) : null; // a site's stream is named by its id
export const registryStream = (organisationId: string): StreamName =>
  `registry:${organisationId}` as StreamName; // a branded uuid behind a fixed prefix

/** A device's mailbox: leases and orders from the hub, and what the device says of its own leases. */
export const deviceStream = (deviceId: string): StreamName => `device:${deviceId}` as StreamName; // a branded uuid behind a fixed prefix

export const byRoles = (...roles: Role[]): Writers => ({ by: 'roles', roles, orDevice: false });
export const byRolesOrDevice = (...roles: Role[]): Writers => ({ by: 'roles', roles, orDevice: true });
export const byDevice: Writers = { by: 'device' };
export const byAuthority: Writers = { by: 'authority' };
