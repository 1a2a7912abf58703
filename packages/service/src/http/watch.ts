/** What who watches the server asks for, at an address of its own: is it there, is it ready, what does it count. */

import type { RimLimits } from './limits.ts';
import { createListener, type Listener, SECURITY_HEADERS } from './listener.ts';

export interface WatchOptions {
  readonly limits: RimLimits;
  readonly isReady: () => Promise<boolean>;
  readonly text: () => string;
}

type Page = readonly [status: number, body: string];

export function createWatch({ limits, isReady, text }: WatchOptions): Listener {
  const pages: Readonly<Record<string, () => Page | Promise<Page>>> = {
    '/livez': () => [200, 'alive\n'],
    // What cannot say whether it is ready is not.
    '/readyz': async () => ((await isReady().catch(() => false)) ? [200, 'ready\n'] : [503, 'not ready\n']),
    '/metrics': () => [200, text()],
  };
  return createListener({
    limits,
    onRefusal: () => {},
    respond: async ({ method = '', url = '' }, response) => {
      const [path = ''] = url.split('?', 1);
      const isLooking = method === 'GET' || method === 'HEAD';
      const page = isLooking && Object.hasOwn(pages, path) ? pages[path] : undefined;
      const [status, body] = (await page?.()) ?? [404, 'not found\n'];
      response.writeHead(status, ['Content-Type', 'text/plain; version=0.0.4; charset=utf-8', ...SECURITY_HEADERS]);
      response.end(body);
    },
  });
}
