import type { householdImportContract } from '../../shared/contract/household-import-contract.ts';
import type { Handlers } from '../handlers.ts';
import { createHouseholdImports } from '../households/import-households.ts';
import type { ServiceContext } from './service-context.ts';

export function createHouseholdImportService(context: ServiceContext): {
  handlers: Handlers<typeof householdImportContract>;
} {
  const imports = createHouseholdImports(context);
  return {
    handlers: {
      'householdImport.preview': ({ operator }, { contentBase64 }) =>
        imports.preview(Buffer.from(contentBase64, 'base64'), operator()),
      'householdImport.apply': ({ operator }, { importId }) => imports.apply(importId, operator()),
      'householdImport.refusedRows': (_caller, { importId }) => imports.refusedRows(importId),
    },
  };
}
