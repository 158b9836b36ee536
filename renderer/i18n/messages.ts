import englishAdministration from './messages/en/administration.json' with { type: 'json' };
import englishBackup from './messages/en/backup.json' with { type: 'json' };
import englishBatches from './messages/en/batches.json' with { type: 'json' };
import englishCards from './messages/en/cards.json' with { type: 'json' };
import englishCatalogue from './messages/en/catalogue.json' with { type: 'json' };
import englishCredit from './messages/en/credit.json' with { type: 'json' };
import englishEntitlements from './messages/en/entitlements.json' with { type: 'json' };
import englishErasure from './messages/en/erasure.json' with { type: 'json' };
import englishErrors from './messages/en/errors.json' with { type: 'json' };
import englishHouseholds from './messages/en/households.json' with { type: 'json' };
import englishImports from './messages/en/imports.json' with { type: 'json' };
import englishLaundry from './messages/en/laundry.json' with { type: 'json' };
import englishLaundryBookings from './messages/en/laundryBookings.json' with { type: 'json' };
import englishLaundryFigures from './messages/en/laundryFigures.json' with { type: 'json' };
import englishLaundrySetup from './messages/en/laundrySetup.json' with { type: 'json' };
import englishPrinting from './messages/en/printing.json' with { type: 'json' };
import englishRegisters from './messages/en/registers.json' with { type: 'json' };
import englishRetention from './messages/en/retention.json' with { type: 'json' };
import englishSales from './messages/en/sales.json' with { type: 'json' };
import englishSchemes from './messages/en/schemes.json' with { type: 'json' };
import englishSession from './messages/en/session.json' with { type: 'json' };
import englishSetup from './messages/en/setup.json' with { type: 'json' };
import englishStatements from './messages/en/statements.json' with { type: 'json' };
import englishSync from './messages/en/sync.json' with { type: 'json' };
import englishTill from './messages/en/till.json' with { type: 'json' };
import englishUi from './messages/en/ui.json' with { type: 'json' };
import italianAdministration from './messages/it/administration.json' with { type: 'json' };
import italianBackup from './messages/it/backup.json' with { type: 'json' };
import italianBatches from './messages/it/batches.json' with { type: 'json' };
import italianCards from './messages/it/cards.json' with { type: 'json' };
import italianCatalogue from './messages/it/catalogue.json' with { type: 'json' };
import italianCredit from './messages/it/credit.json' with { type: 'json' };
import italianEntitlements from './messages/it/entitlements.json' with { type: 'json' };
import italianErasure from './messages/it/erasure.json' with { type: 'json' };
import italianErrors from './messages/it/errors.json' with { type: 'json' };
import italianHouseholds from './messages/it/households.json' with { type: 'json' };
import italianImports from './messages/it/imports.json' with { type: 'json' };
import italianLaundry from './messages/it/laundry.json' with { type: 'json' };
import italianLaundryBookings from './messages/it/laundryBookings.json' with { type: 'json' };
import italianLaundryFigures from './messages/it/laundryFigures.json' with { type: 'json' };
import italianLaundrySetup from './messages/it/laundrySetup.json' with { type: 'json' };
import italianPrinting from './messages/it/printing.json' with { type: 'json' };
import italianRegisters from './messages/it/registers.json' with { type: 'json' };
import italianRetention from './messages/it/retention.json' with { type: 'json' };
import italianSales from './messages/it/sales.json' with { type: 'json' };
import italianSchemes from './messages/it/schemes.json' with { type: 'json' };
import italianSession from './messages/it/session.json' with { type: 'json' };
import italianSetup from './messages/it/setup.json' with { type: 'json' };
import italianStatements from './messages/it/statements.json' with { type: 'json' };
import italianSync from './messages/it/sync.json' with { type: 'json' };
import italianTill from './messages/it/till.json' with { type: 'json' };
import italianUi from './messages/it/ui.json' with { type: 'json' };

/** The languages of the screens. Italian is the one that every message is written in first. */
export type Language = 'it' | 'en';

const italian = {
  ...italianAdministration,
  ...italianBackup,
  ...italianBatches,
  ...italianCards,
  ...italianCatalogue,
  ...italianCredit,
  ...italianEntitlements,
  ...italianErasure,
  ...italianErrors,
  ...italianSchemes,
  ...italianImports,
  ...italianHouseholds,
  ...italianLaundryBookings,
  ...italianLaundryFigures,
  ...italianLaundrySetup,
  ...italianLaundry,
  ...italianPrinting,
  ...italianRegisters,
  ...italianRetention,
  ...italianSales,
  ...italianSession,
  ...italianSetup,
  ...italianStatements,
  ...italianSync,
  ...italianTill,
  ...italianUi,
};

const english = {
  ...englishAdministration,
  ...englishBackup,
  ...englishBatches,
  ...englishCards,
  ...englishCatalogue,
  ...englishCredit,
  ...englishEntitlements,
  ...englishErasure,
  ...englishErrors,
  ...englishSchemes,
  ...englishImports,
  ...englishHouseholds,
  ...englishLaundryBookings,
  ...englishLaundryFigures,
  ...englishLaundrySetup,
  ...englishLaundry,
  ...englishPrinting,
  ...englishRegisters,
  ...englishRetention,
  ...englishSales,
  ...englishSession,
  ...englishSetup,
  ...englishStatements,
  ...englishSync,
  ...englishTill,
  ...englishUi,
};

/** Every sentence that a screen can say. A new one is added to both files of its feature, under `feature.name`. */
export type MessageId = keyof typeof italian;

/** Typed so that an id missing in one of the two languages does not compile. */
export const messages: Record<Language, Record<MessageId, string>> = { it: italian, en: english };

/** For ids built from data (`errors.${error.type}`): tells whether such a message exists. */
export const isMessageId = (id: string): id is MessageId => Object.hasOwn(italian, id);
