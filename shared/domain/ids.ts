import { z } from 'zod';

/**
 * Identities. All are UUIDs in lower case; new ones are version 7 (made when a form opens), product ids
 * are version 5 (derived from the EAN, so that the same code added at two counters is one product).
 */
const uuid = z.uuid().lowercase();

export const operationIdSchema = uuid.brand<'OperationId'>();
export type OperationId = z.infer<typeof operationIdSchema>;

/** Whether an id was derived from a key (version 5): everybody who knows the key knows the id before it is written. */
export const isDerivedId = (id: OperationId): boolean => id[14] === '5';

export const deviceIdSchema = uuid.brand<'DeviceId'>();
export type DeviceId = z.infer<typeof deviceIdSchema>;

export const networkIdSchema = uuid.brand<'NetworkId'>();
export type NetworkId = z.infer<typeof networkIdSchema>;

export const organisationIdSchema = uuid.brand<'OrganisationId'>();
export type OrganisationId = z.infer<typeof organisationIdSchema>;

export const siteIdSchema = uuid.brand<'SiteId'>();
export type SiteId = z.infer<typeof siteIdSchema>;

export const operatorIdSchema = uuid.brand<'OperatorId'>();
export type OperatorId = z.infer<typeof operatorIdSchema>;

export const householdIdSchema = uuid.brand<'HouseholdId'>();
export type HouseholdId = z.infer<typeof householdIdSchema>;

/** A part of a household's account that the hub set aside for one device. */
export const leaseIdSchema = uuid.brand<'LeaseId'>();
export type LeaseId = z.infer<typeof leaseIdSchema>;

/** One question to the hub whether an act may spend, whose answer is final. */
export const authorisationIdSchema = uuid.brand<'AuthorisationId'>();
export type AuthorisationId = z.infer<typeof authorisationIdSchema>;

/** One person of a household's register. */
export const personIdSchema = uuid.brand<'PersonId'>();
export type PersonId = z.infer<typeof personIdSchema>;

export const cardIdSchema = uuid.brand<'CardId'>();
export type CardId = z.infer<typeof cardIdSchema>;

export const productIdSchema = uuid.brand<'ProductId'>();
export type ProductId = z.infer<typeof productIdSchema>;

export const schemeIdSchema = uuid.brand<'SchemeId'>();
export type SchemeId = z.infer<typeof schemeIdSchema>;

export const entitlementIdSchema = uuid.brand<'EntitlementId'>();
export type EntitlementId = z.infer<typeof entitlementIdSchema>;

export const printerIdSchema = uuid.brand<'PrinterId'>();
export type PrinterId = z.infer<typeof printerIdSchema>;

export const machineIdSchema = uuid.brand<'MachineId'>();
export type MachineId = z.infer<typeof machineIdSchema>;

export const washProgrammeIdSchema = uuid.brand<'WashProgrammeId'>();
export type WashProgrammeId = z.infer<typeof washProgrammeIdSchema>;

export const cycleIdSchema = uuid.brand<'CycleId'>();
export type CycleId = z.infer<typeof cycleIdSchema>;

export const visitIdSchema = uuid.brand<'VisitId'>();
export type VisitId = z.infer<typeof visitIdSchema>;

export const bookingIdSchema = uuid.brand<'BookingId'>();
export type BookingId = z.infer<typeof bookingIdSchema>;

export const waitingIdSchema = uuid.brand<'WaitingId'>();
export type WaitingId = z.infer<typeof waitingIdSchema>;

export const turnRequestIdSchema = uuid.brand<'TurnRequestId'>();
export type TurnRequestId = z.infer<typeof turnRequestIdSchema>;

/** Short readable keys of reference data: `pasta`, `oil-month`. They travel in account names. */
const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);

export const categoryIdSchema = key.brand<'CategoryId'>();
export type CategoryId = z.infer<typeof categoryIdSchema>;

export const limitIdSchema = key.brand<'LimitId'>();
export type LimitId = z.infer<typeof limitIdSchema>;

export const programmeIdSchema = key.brand<'ProgrammeId'>();
export type ProgrammeId = z.infer<typeof programmeIdSchema>;
