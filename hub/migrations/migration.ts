export type HubMigration = { readonly version: number; readonly name: string; readonly sql: string };
