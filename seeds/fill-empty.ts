import type { LiveCounter } from '../electron/live-counter.ts';
import { type DemoOptions, defaultDemo, fillDemo } from './demo.ts';
import type { DemoSite } from './demo-network.ts';

/** For `createCounter`: fills a counter that holds no network yet with a demo. */
export const fillWith =
  (options: DemoOptions) =>
  ({ context, appendHead }: LiveCounter): Promise<void> =>
    fillDemo({ inTransaction: context.inTransaction, appendHead }, options);

/**
 * The demo that `npm start` opens, in one transaction: where it is interrupted nothing of it is there, and the
 * next start begins again.
 */
export const fillWithDefaultDemo =
  (site: DemoSite) =>
  async (live: LiveCounter): Promise<void> => {
    const { context } = live;
    const options = {
      ...defaultDemo(context.today(), site),
      presentAt: context.now(),
      stepsPerTransaction: Number.POSITIVE_INFINITY,
    };
    await fillWith(options)(live);
  };
