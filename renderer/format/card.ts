/** A card number with all but its last four characters hidden: `•••• 4F2A`. Short ones are hidden whole. */
export const maskCard = (cardNumber: string): string =>
  cardNumber.length > 6 ? `•••• ${cardNumber.slice(-4)}` : '••••';

/** A card number in groups of four, to be read aloud and compared: `7K2P 0001 93QX`. */
export const groupCard = (cardNumber: string): string => cardNumber.replace(/(.{4})(?=.)/g, '$1 ');
