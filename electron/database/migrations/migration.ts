/** One step of the schema. Shipped ones never change: a test keeps the hash of each. */
export type Migration = { readonly version: number; readonly name: string; readonly sql: string };
