import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aReceipt } from '../../shared/domain/receipt.fixture.ts';
import { layOutReceipt } from '../../shared/domain/receipt-layout.ts';
import { encodeReceipt } from './escpos.ts';
import { type FakePrinter, type FakePrinterMode, startFakePrinter } from './fake-printer.ts';
import { sendToNetworkPrinter } from './network-printer.ts';

// Long where an answer is expected (a busy machine must not fail a test), short where none will come.
const patient = { connectMs: 5000, statusMs: 5000, writeMs: 5000, confirmMs: 5000 };
const impatient = { ...patient, statusMs: 100, confirmMs: 300 };
const bytes = encodeReceipt(layOutReceipt(aReceipt({ demo: true }), 42), { columns: 42 });

let fake: FakePrinter;

beforeEach(async () => {
  fake = await startFakePrinter();
});

afterEach(() => fake.close());

async function sendIn(mode: FakePrinterMode, timeouts = patient) {
  await fake.setMode(mode);
  return sendToNetworkPrinter({ host: '127.0.0.1', port: fake.port }, bytes, timeouts);
}

describe('sending a receipt to a network printer', () => {
  test('a printer that answers confirms what it has printed', async () => {
    expect(await sendIn({ type: 'ok' })).toEqual({ ok: true, value: undefined });
    expect(fake.papers()).toHaveLength(1);
    expect(fake.papers()[0]?.join('\n')).toContain('DIMOSTRAZIONE / DEMO');
    expect(fake.bytesReceived()).toBe(bytes.length);
  });

  test('a printer that never answers prints all the same', async () => {
    expect(await sendIn({ type: 'mute' }, impatient)).toEqual({ ok: true, value: undefined });
    expect(fake.papers()).toHaveLength(1);
  });

  test('a slow printer is waited for', async () => {
    expect(await sendIn({ type: 'slow', delayMs: 30 })).toEqual({ ok: true, value: undefined });
    expect(fake.papers()).toHaveLength(1);
  });

  test('a printer that is off is unreachable', async () => {
    const result = await sendIn({ type: 'off' });
    expect(result).toEqual({ ok: false, error: { type: 'PrinterUnreachable', code: 'ECONNREFUSED' } });
  });

  test('an address that does not answer is unreachable within the time', async () => {
    // An address of a block reserved for documentation: nobody answers there, or the network refuses at once.
    const result = await sendToNetworkPrinter({ host: '192.0.2.1', port: 9100 }, bytes, {
      ...patient,
      connectMs: 100,
    });
    expect(result).toMatchObject({ ok: false, error: { type: 'PrinterUnreachable' } });
  });

  test.each([
    ['paper-out', 'PaperOut'],
    ['cover-open', 'CoverOpen'],
  ] as const)('with %s not one byte of the receipt is sent', async (type, error) => {
    expect(await sendIn({ type })).toEqual({ ok: false, error: { type: error } });
    expect(fake.bytesReceived()).toBe(0);
  });

  test('paper that ends in the middle leaves the receipt unconfirmed', async () => {
    const result = await sendIn({ type: 'paper-ends' }, { ...patient, confirmMs: 1000 });
    expect(result).toEqual({ ok: false, error: { type: 'Unconfirmed', cause: 'PaperOut' } });
  });

  test('a connection cut in the middle is lost, not unreachable: something may be on the paper', async () => {
    const result = await sendIn({ type: 'cut', afterBytes: 100 });
    expect(result).toMatchObject({ ok: false, error: { type: 'ConnectionLost', bytesTotal: bytes.length } });
    expect(fake.bytesReceived()).toBe(100);
  });

  test('a printer that takes nothing leaves the receipt unconfirmed within the time', async () => {
    const result = await sendIn({ type: 'stuck' }, impatient);
    expect(result).toEqual({ ok: false, error: { type: 'Unconfirmed', cause: 'NoAnswer' } });
  });
});
