import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createCounter } from './counter.ts';
const folder = process.argv[2] as string;
process.on('uncaughtException', (e) => console.log('UNCAUGHT', e));
process.on('unhandledRejection', (e) => console.log('UNHANDLED', e));
let live: any = null;
const counter = await createCounter({ dataFolder: folder, onOpen: (l) => { live = l; } });
console.log(counter.status());
const session = counter.openSession();
const db = live.context.db;
const sql = (text: string, ...a: unknown[]) => db.all({ name: 'probe', sql: text }, ...a);
const op = sql('SELECT operator_id AS id, display_name AS n FROM operator LIMIT 1')[0];
const site = sql('SELECT site_id AS id FROM site LIMIT 1')[0];
const cards = sql('SELECT card_number AS n FROM card LIMIT 50');
const ask = async (name: string, input: unknown) => {
  session.operator = { operatorId: op.id, displayName: op.n, roles: ['admin', 'cashier', 'office'] as never, siteId: site.id };
  const r: any = await counter.invoke(session, name, input);
  return r.ok ? 'ok' : JSON.stringify(r.error);
};
console.log('scan', await ask('till.scan', { text: cards[0].n }));
const fill = () => { const fd = openSync(join(folder, 'FILL'), 'w'); const b = Buffer.alloc(4096); try { for (;;) writeSync(fd, b); } catch (e: any) { console.log('full', e.code); } closeSync(fd); };
fill();
for (let i = 0; i < 30; i++) {
  const said = [await ask('till.scan', { text: cards[i].n }), await ask('till.discard', {})];
  if (i % 10 === 0) console.log(i, said);
}
console.log(await ask('backup.run', {}));
for (let i = 0; i < 8; i++) { await new Promise((r) => setTimeout(r, 10_000)); fill(); console.log('tick', await ask('till.scan', { text: cards[i].n })); }
rmSync(join(folder, 'FILL'));
console.log('freed', await ask('till.scan', { text: cards[1].n }), await ask('till.discard', {}), await ask('backup.run', {}));
const t = performance.now();
await counter.close();
console.log('closed', performance.now() - t);
