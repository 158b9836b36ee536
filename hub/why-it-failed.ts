import { DatabaseError } from 'pg';

const DATABASE_FAULTS: Readonly<Record<string, string>> = {
  '28P01': 'the database refuses this user or password: look at DATABASE_URL',
  '28000': 'the database refuses this user or password: look at DATABASE_URL',
  '3D000': 'the server has no database of this name: look at DATABASE_URL',
  '42501': 'this user may not make tables in the database: the role has to own it',
  '53100': 'the disk of the database is full',
  '53300': 'the database takes no more connections',
  '57P03': 'the database is starting or stopping: try again',
};

/** Why something does not start, for whoever starts it. Of a database its code alone: what it says quotes rows. */
export function whyItFailed(error: unknown): string {
  if (error instanceof DatabaseError) {
    const code = error.code ?? 'none';
    return DATABASE_FAULTS[code] ?? `the database refuses to go on, with the code ${code}`;
  }
  if (!(error instanceof Error)) return 'something failed that said nothing of itself';
  const [code, call] = ['code' in error ? error.code : null, 'syscall' in error ? error.syscall : null];
  if (call === 'connect' || call === 'getaddrinfo')
    return `the database cannot be reached (${error.message}): look at DATABASE_URL, and whether it runs`;
  if (call === 'listen' && code === 'EADDRINUSE')
    return `another program listens there already (${error.message}): stop it, or choose another --port`;
  if (call === 'listen') return `nobody can listen there (${error.message}): look at --host and --port`;
  return error.message;
}
