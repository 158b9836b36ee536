/** What a kind of operation is about, as people say it: by the part of its name before the dot. */
const FAMILIES = {
  sales: ['sale'],
  credit: ['account', 'credit'],
  households: ['household', 'householdNote', 'person', 'personConditions', 'contacts'],
  cards: ['card'],
  goods: ['product', 'category', 'catalogue', 'limit', 'favourites'],
  rights: ['allowance', 'scheme', 'entitlement', 'isee'],
  statements: ['statement'],
  laundry: [
    'booking',
    'cycle',
    'laundryDesk',
    'laundryRules',
    'machine',
    'noShow',
    'turn',
    'visit',
    'waiting',
    'washProgramme',
  ],
  cover: ['lease', 'reversal', 'basket'],
  edits: ['conflict'],
  reports: ['act'],
  network: [
    'device',
    'floor',
    'network',
    'operator',
    'organisation',
    'printer',
    'programme',
    'site',
    'till-rules',
    'retention',
  ],
} as const;

export type KindFamily = keyof typeof FAMILIES | 'other';

export function familyOf(type: string): KindFamily {
  const part = type.slice(0, type.indexOf('.'));
  for (const [family, parts] of Object.entries(FAMILIES)) {
    // the keys of the table above
    if (parts.some((each) => each === part)) return family as KindFamily;
  }
  // Of a newer version of the program.
  return 'other';
}
