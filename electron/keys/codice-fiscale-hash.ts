import { createHmac } from 'node:crypto';
import type { CodiceFiscale } from '../../shared/domain/codice-fiscale.ts';

/**
 * The form in which a codice fiscale travels to counters: a keyed hash, as lower-case hex. A counter can recognise a
 * health card that is shown to it and cannot list who is in the register (design, section 5).
 * @param identityKey the network's, 256 bits in hex
 */
export const hashCodiceFiscale = (identityKey: string, codiceFiscale: CodiceFiscale): string =>
  createHmac('sha256', Buffer.from(identityKey, 'hex')).update(codiceFiscale).digest('hex');
