/** What the façade's openStore does, for processes that are started by the thousand: without loading the façade. */
import { join } from 'node:path';
import { directoryBackend } from '@configdrive/files';
import { openStore as openStoreOver } from '@configdrive/store';

const BELOW_ROOT = { secondary: 'configdrive', primary: 'configdrive', hostCache: 'config/configdrive' };

/** @param {Readonly<Record<string, any>>} options Roots, and options of the store and of its directories. */
export function openStore({ secondary, primary, hostCache, now = () => new Date(), ...options }) {
  const { placement, passwordLife, drive, check, ...files } = options;
  const roots = Object.entries({ secondary, primary, hostCache }).filter(([, root]) => root !== undefined);
  const backends = roots.map(([location, root]) => [
    location,
    directoryBackend(join(root, BELOW_ROOT[location]), { ...files, root }),
  ]);
  return openStoreOver({ placement, passwordLife, drive, check, ...Object.fromEntries(backends), now });
}
