import { v7 } from 'uuid';
import { createCounter } from '../electron/counter.ts';
import type { FakePrinter } from '../electron/devices/fake-printer.ts';
import type { Answer, CommandName, Input } from '../shared/contract/contract.ts';
import { printerIdSchema } from '../shared/domain/ids.ts';
import { copyDemoTemplate } from './demo-template.ts';

/**
 * Fills a folder with the small demo, gives its counter a printer, and leaves in the till a basket that waits for F9:
 * three pieces of one product and one of another, for a household that can pay them.
 */
export async function fillWithWaitingBasket(dataFolder: string, printer: FakePrinter): Promise<void> {
  copyDemoTemplate(dataFolder);
  const counter = await createCounter({ dataFolder });
  const session = counter.openSession();
  const ask = async <Name extends CommandName>(name: Name, input: Input<Name>) => {
    const answer = (await counter.invoke(session, name, input)) as Answer<Name>; // the router answers by its contract
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
    return answer.value;
  };
  const logIn = async (pin: string) => {
    const status = await ask('session.status', {});
    if (status.phase !== 'signedOut') throw new Error(`the demo is ${status.phase}`);
    const operator = status.operators.find(({ demoPin }) => demoPin === pin);
    if (operator === undefined) throw new Error(`nobody has the PIN ${pin}`);
    const signedIn = await ask('session.logIn', { operatorId: operator.operatorId, pin });
    if (signedIn.phase !== 'signedIn') throw new Error('not logged in');
  };
  try {
    await logIn('9999');
    await ask('administration.savePrinter', {
      printer: {
        printerId: printerIdSchema.parse(v7()),
        name: 'Scontrini',
        kind: 'escpos-network',
        host: '127.0.0.1',
        port: printer.port,
        columns: 42,
      },
      isActive: true,
    });
    await ask('session.logOut', {});
    await logIn('1111');
    const [first, second] = (await ask('till.findProducts', { text: 'pasta' })).filter(
      ({ isWeighed }) => !isWeighed,
    );
    if (first === undefined || second === undefined) throw new Error('the demo sells pasta');
    await ask('till.addProduct', { productId: first.productId, quantity: 3 });
    await ask('till.addProduct', { productId: second.productId });
    await chooseHousehold(ask);
    await ask('session.logOut', {});
  } finally {
    await counter.close();
  }
}

type Ask = <Name extends CommandName>(
  name: Name,
  input: Input<Name>,
) => Promise<Extract<Answer<Name>, { ok: true }>['value']>;

async function chooseHousehold(ask: Ask): Promise<void> {
  for (const text of ['ros', 'bia', 'mar', 'fer', 'gal', 'con', 'ric', 'bru', 'gre', 'esp']) {
    const { households } = await ask('till.findHouseholds', { text });
    for (const { householdId } of households) {
      const view = await ask('till.setHousehold', { householdId });
      if (view.refusals.length === 0) return;
    }
  }
  throw new Error('no household of the demo can pay for a basket');
}
