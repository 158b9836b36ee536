import { expect, test, vi } from 'vitest';
import type { FoundProduct, TillLine, TillView } from '../../../shared/contract/till-contract.ts';
import { householdIdSchema, operationIdSchema, productIdSchema } from '../../../shared/domain/ids.ts';
import type { Sound } from '../../ui/sound.ts';
import { createTill, type Invoke } from './till.ts';
import { keepSameLines, tenderChoice } from './till-state.ts';
import { createTypedKeys, SHOW_TYPED_AFTER_MS } from './typed-keys.ts';

const basketId = operationIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8057');
const nextBasketId = operationIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8058');
const householdId = householdIdSchema.parse('01890a5d-ac96-774b-bcce-b302099a8059');
const productId = productIdSchema.parse('5df41881-3aed-5515-88a7-2f4a814cf09e');

const aLine = (changes: Partial<TillLine> = {}): TillLine => ({
  lineId: 1,
  productId,
  name: 'Pasta',
  categoryName: null,
  quantity: 1,
  tender: 'points',
  canChooseTender: false,
  unitPoints: 3,
  unitCents: null,
  price: { points: 3, babyPoints: 0, cents: 0 },
  problems: [],
  isOverridden: false,
  ...changes,
});

const aView = (changes: Partial<TillView> = {}): TillView => ({
  basketId,
  customer: null,
  lines: [aLine()],
  price: { points: 3, babyPoints: 0, cents: 0 },
  residual: null,
  limits: [],
  refusals: [],
  alerts: [],
  isOverridden: false,
  canUndo: true,
  parkedCount: 0,
  mayOverride: false,
  mayHelpOccasional: false,
  lastLineId: 1,
  ...changes,
});

const aProduct: FoundProduct = {
  productId,
  name: 'Pane',
  code: null,
  categoryName: null,
  points: 1,
  euroCents: null,
  isWeighed: false,
};

/** A till over a counter that answers from `answers`, a few milliseconds later the earlier it was asked. */
function aTill(answers: Record<string, unknown>) {
  const asked: string[] = [];
  const sounds: Sound[] = [];
  // The till asks for no more than the test answers; what is answered is typed by the test itself.
  const invoke = (async (name: string, input: unknown) => {
    asked.push(`${name} ${JSON.stringify(input)}`);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 6 - asked.length)));
    return answers[name] ?? { ok: false, error: { type: 'HostUnreachable' } };
  }) as Invoke;
  const till = createTill({ invoke, playSound: (sound) => sounds.push(sound) });
  till.store.setState({ view: aView() });
  return { till, asked, sounds, keys: createTypedKeys(till) };
}

const scanned = { ok: true, value: { view: aView(), outcome: { type: 'lineAdded', lineId: 1 } } };
const press = (keys: ReturnType<typeof aTill>['keys'], ...pressed: string[]) =>
  pressed.map((key) => keys.take({ key, hasModifier: false }));

test('goods scanned just before F9 are in the sale, and twenty presses of F9 ask once', async () => {
  const { till, asked } = aTill({ 'till.scan': scanned, 'till.view': { ok: true, value: aView() } });
  void till.scan('a');
  void till.scan('b');
  await Promise.all(Array.from({ length: 20 }, () => till.complete()));
  expect(asked.map((command) => command.split(' ')[0])).toEqual([
    'till.scan',
    'till.scan',
    'till.complete',
    'till.view',
  ]);
});

test('a sale whose answer is lost is asked for again under the same id, and the screen says that this is safe', async () => {
  const { till, asked, sounds } = aTill({});
  await till.complete();
  expect(till.store.getState().message?.id).toBe('till.said.payUnsure');
  expect(sounds).toEqual(['refusal']);
  await till.complete();
  expect(asked.filter((command) => command.startsWith('till.complete'))).toEqual(
    Array(2).fill(`till.complete {"basketId":"${basketId}"}`),
  );
});

test('a refused sale counts what is to be settled and moves the focus', async () => {
  const refusals = [{ type: 'NoCustomer', overridable: false }] as const;
  const { till } = aTill({
    'till.complete': { ok: false, error: { type: 'Refused', refusals } },
    'till.view': { ok: true, value: aView({ refusals }) },
  });
  await till.complete();
  expect(till.store.getState()).toMatchObject({
    wasRefused: true,
    refusedTimes: 1,
    message: { id: 'till.said.refused', values: { count: 1 } },
  });
});

test('digits after * are the quantity of the line, up to 999, and Enter without one changes nothing', async () => {
  const { till, asked, keys } = aTill({ 'till.setQuantity': { ok: true, value: aView() } });
  keys.startQuantity();
  press(keys, '1', '2', 'Enter');
  keys.startQuantity();
  press(keys, 'Enter');
  for (const tooMuch of [['0'], [...'1000'], [...'8000003028713']]) {
    keys.startQuantity();
    press(keys, ...tooMuch, 'Enter');
  }
  await till.undo();
  expect(asked.filter((command) => command.startsWith('till.setQuantity'))).toEqual([
    'till.setQuantity {"lineId":1,"quantity":12}',
  ]);
});

test('a scan puts an end to a quantity that is half typed', async () => {
  const { till, asked, keys } = aTill({ 'till.scan': scanned });
  keys.startQuantity();
  press(keys, '8');
  await till.scan('8000003028713');
  press(keys, 'Enter');
  expect([till.store.getState().entry, asked]).toEqual([null, ['till.scan {"text":"8000003028713"}']]);
});

test('goods close the list of parked baskets that they were scanned into, not one that opened while their answer came', async () => {
  const { till } = aTill({ 'till.scan': scanned });
  const late = till.scan('a');
  till.open({ type: 'parked' });
  await late;
  expect(till.store.getState().dialog).toEqual({ type: 'parked' });
  await till.scan('b');
  expect(till.store.getState().dialog).toBe(null);
});

test('a card that was scanned while F9 waited for a hub that says no takes no basket over', async () => {
  const { till, asked, sounds } = aTill({
    'till.complete': { ok: false, error: { type: 'HubSilent' } },
    'till.view': { ok: true, value: aView() },
    'till.scan': scanned,
  });
  const paid = till.complete();
  const next = till.scan('100000000033C');
  await Promise.all([paid, next]);
  expect(asked.some((command) => command.startsWith('till.scan'))).toBe(false);
  expect([till.store.getState().message?.id, sounds]).toEqual([
    'till.said.notTakenAfterPay',
    ['refusal', 'refusal'],
  ]);
  await till.scan('100000000033C'); // and now it is meant for this one
  expect(asked.at(-1)).toContain('till.scan');
});

test('nobody and nothing that was chosen while F9 waited for a hub that says no goes into the basket that stayed', async () => {
  const { till, asked } = aTill({
    'till.complete': { ok: false, error: { type: 'HubSilent' } },
    'till.view': { ok: true, value: aView() },
    'till.setHousehold': { ok: true, value: aView() },
    'till.addProduct': { ok: true, value: aView() },
  });
  const rossi = { tone: 'ok', id: 'till.said.householdChosen', values: { name: 'Rossi' } } as const;
  const choose = () => till.answer('till.setHousehold', { householdId }, rossi);
  const paid = till.complete();
  till.open({ type: 'household' });
  await Promise.all([paid, choose(), till.addProduct(aProduct)]);
  expect(asked.map((command) => command.split(' ')[0])).toEqual(['till.complete', 'till.view']);
  expect(till.store.getState()).toMatchObject({
    message: { id: 'till.said.notTakenAfterPay' },
    dialog: null,
  });
  await choose(); // and now they are meant for this one
  expect(asked.at(-1)).toContain('till.setHousehold');
});

test('a quantity typed for a line of the sale that F9 paid changes no line of the next one', async () => {
  const { till, asked } = aTill({
    'till.complete': { ok: true, value: { saleId: basketId, receipt: { total: {} }, isWithoutCover: false } },
    'till.view': { ok: true, value: aView({ basketId: nextBasketId }) },
    'till.setQuantity': { ok: true, value: aView() },
  });
  await Promise.all([till.complete(), till.setQuantity(1, 3)]);
  expect(asked.some((command) => command.startsWith('till.setQuantity'))).toBe(false);
  expect(till.store.getState().message?.id).toBe('till.said.lineGone');
});

test('a late answer closes the dialog that asked, and none that was opened since', async () => {
  const { till } = aTill({
    'till.addProduct': { ok: true, value: aView() },
    'till.park': { ok: true, value: aView() },
  });
  const bread = till.addProduct(aProduct); // by the key of its tile
  till.open({ type: 'household' });
  await bread;
  expect(till.store.getState().dialog).toEqual({ type: 'household' });
  till.open({ type: 'park' });
  const parked = till.answer('till.park', { note: '' }, { tone: 'ok', id: 'till.said.parked' });
  till.close();
  till.open({ type: 'household' });
  await parked;
  expect(till.store.getState().dialog).toEqual({ type: 'household' });
});

test('what is scanned while F9 waits is the next sale once this one is paid', async () => {
  const { till, asked } = aTill({
    'till.complete': { ok: true, value: { saleId: basketId, receipt: { total: {} }, isWithoutCover: false } },
    'till.view': { ok: true, value: aView() },
    'till.scan': scanned,
  });
  const paid = till.complete();
  await Promise.all([paid, till.scan('a')]);
  expect(asked.map((command) => command.split(' ')[0])).toEqual(['till.complete', 'till.view', 'till.scan']);
});

test('F9 does not pay while a quantity is half typed', async () => {
  const { till, asked, keys } = aTill({});
  keys.startQuantity();
  press(keys, '3');
  await till.complete();
  expect([asked, till.store.getState().message?.id]).toEqual([[], 'till.said.entryOpen']);
});

test('digits typed by hand are a code at Enter; letters open the search with what was typed', () => {
  vi.useFakeTimers();
  const { till, asked, keys } = aTill({});
  press(keys, ...'80012342', 'Backspace');
  expect(till.store.getState().entry).toBe(null); // it may still be a scan
  vi.advanceTimersByTime(SHOW_TYPED_AFTER_MS);
  expect(till.store.getState().entry).toEqual({ mode: 'code', text: '8001234' });
  press(keys, '2', 'Enter');
  press(keys, 'p', 'a');
  vi.advanceTimersByTime(SHOW_TYPED_AFTER_MS);
  press(keys, 's'); // before the field of the search has the focus
  expect(till.store.getState()).toMatchObject({ dialog: { type: 'product' }, productText: 'pas' });
  vi.useRealTimers();
  return vi.waitFor(() => expect(asked).toEqual(['till.scan {"text":"80012342"}']), {
    timeout: 20_000,
  });
});

test('a code that is half typed goes with the screen and with a part that opens: it is neither sold later nor in the way of F9', async () => {
  vi.useFakeTimers();
  const { till, asked, keys } = aTill({});
  press(keys, '1', '2');
  vi.advanceTimersByTime(SHOW_TYPED_AFTER_MS);
  keys.forget(); // somebody goes elsewhere
  expect(till.store.getState().entry).toBe(null);
  press(keys, '1', '2');
  vi.advanceTimersByTime(SHOW_TYPED_AFTER_MS);
  till.open({ type: 'household' });
  till.close();
  expect(press(keys, 'Enter')).toEqual([false]);
  vi.useRealTimers();
  await till.undo();
  expect(asked.some((command) => command.startsWith('till.scan'))).toBe(false);
});

test('what is changed elsewhere while F9 waits is read once, before what was scanned meanwhile', async () => {
  const { till, asked } = aTill({
    'till.complete': { ok: true, value: { saleId: basketId, receipt: { total: {} }, isWithoutCover: false } },
    'till.view': { ok: true, value: aView() },
    'till.scan': scanned,
    'sales.last': { ok: true, value: null },
  });
  const paid = till.complete();
  for (let page = 0; page < 50; page++) till.onEvent({ type: 'changed', topics: ['till'] });
  await Promise.all([paid, till.scan('a')]);
  expect(asked.map((command) => command.split(' ')[0])).toEqual([
    'till.complete',
    'till.view',
    'till.view',
    'sales.last',
    'till.scan',
  ]);
  await till.load(); // and what changes later is read again
  expect(asked.at(-1)).toContain('till.view');
});

test('what a scanner typed is forgotten, so that Enter later adds nothing', () => {
  const { asked, keys } = aTill({});
  press(keys, ...'8000003028713');
  keys.forget();
  expect([press(keys, 'Enter'), asked]).toEqual([[false], []]);
});

test('a line that did not change stays the same object, so that it is not painted again', () => {
  const before = [aLine(), aLine({ lineId: 2 })];
  const after = keepSameLines(before, [aLine(), aLine({ lineId: 2, quantity: 2 }), aLine({ lineId: 3 })]);
  expect(after.map((line, index) => line === before[index])).toEqual([true, false, false]);
});

test('the key for euro is offered where there is credit and a choice, and says what it did', async () => {
  const soap = aLine({ name: 'Sapone', canChooseTender: true, unitCents: 149 });
  const residual = { points: { before: 9, after: 6 }, cents: { before: 500, after: 500 } };
  const inEuro = aLine({ ...soap, tender: 'cents', price: { points: 0, babyPoints: 0, cents: 149 } });
  const { till, asked } = aTill({
    'till.setTender': { ok: true, value: aView({ lines: [inEuro], residual }) },
  });
  const shows = (view: TillView) => {
    till.store.setState({ view });
    return tenderChoice(till.store.getState());
  };
  expect(shows(aView({ lines: [soap] })).isOffered).toBe(false);
  expect(shows(aView({ lines: [aLine()], residual })).isOffered).toBe(false);
  expect(shows(aView({ lines: [soap], residual }))).toEqual({ isOffered: true, allNext: 'cents' });
  await till.setTender('cents');
  expect(asked).toEqual(['till.setTender {"lineId":1,"tender":"cents"}']);
  expect(till.store.getState().message).toMatchObject({ id: 'till.said.lineInEuro', canUndo: true });
  expect(tenderChoice(till.store.getState())).toEqual({ isOffered: true, allNext: 'points' });
});

test('goods that are paid one way only say which, and stay', async () => {
  const { till } = aTill({ 'till.setTender': { ok: false, error: { type: 'NoChoice' } } });
  await till.setTender('cents');
  expect(till.store.getState().message).toMatchObject({
    id: 'till.said.onlyPoints',
    values: { name: 'Pasta' },
  });
});
