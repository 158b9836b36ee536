import { expect, test } from 'vitest';
import { createSerialQueue } from './serial-queue.ts';

test('tasks run one at a time, in their order, however long each takes', async () => {
  const run = createSerialQueue();
  const events: string[] = [];
  const task = (name: string, ms: number) => async () => {
    events.push(`start ${name}`);
    await new Promise((resolve) => setTimeout(resolve, ms));
    events.push(`end ${name}`);
    return name;
  };
  const names = await Promise.all([run(task('a', 15)), run(task('b', 0)), run(task('c', 5))]);
  expect([names, events.join(', ')]).toEqual([
    ['a', 'b', 'c'],
    'start a, end a, start b, end b, start c, end c',
  ]);
});

test('a task that fails tells who gave it and lets the next one run', async () => {
  const run = createSerialQueue();
  const failing = run(() => Promise.reject(new Error('broken')));
  const next = run(async () => 'next');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
});
