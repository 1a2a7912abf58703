/** `configdrive store` where storage hangs: the process itself ends, in time, with all that it has to say. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeWhere, withForeign } from '../support/foreign.ts';
import { hasFuseDevice, useHungMount } from '../support/fuse.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { builtBin } from './command.ts';

const INSTANCE = 'i-2-10-VM';
const LONGEST_MILLISECONDS = 60_000;

describeWhere(hasFuseDevice() ? undefined : 'needs /dev/fuse', 'configdrive store, where storage hangs', () => {
  withForeign(['fuseiso', 'fusermount'], 'behind a mount whose process is stopped', (programs) => {
    const path = useTemporaryDirectory();
    useHungMount(programs, path, [{ path: `root/configdrive/${INSTANCE}.iso`, content: 'x' }]);

    /** Its status is null when it did not end by itself; pipes are read until nobody has them open. */
    const store = (...args: readonly string[]) =>
      new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
        const env = {
          ...process.env,
          CONFIGDRIVE_SECONDARY: path('secondary'),
          CONFIGDRIVE_PRIMARY: path('hung/root'),
        };
        const options = { env, timeout: LONGEST_MILLISECONDS, killSignal: 'SIGKILL' } as const;
        execFile(process.execPath, [builtBin(), 'store', ...args], options, (error, stdout, stderr) =>
          resolve({ status: error === null ? 0 : error.code, stdout, stderr }),
        );
      });

    it('ends', { timeout: 2 * LONGEST_MILLISECONDS }, async () => {
      mkdirSync(path('secondary'));
      writeFileSync(path('live'), `${INSTANCE}\n`);
      const said = expect.stringContaining('does not answer');
      const [removed, listed, stated, collected] = await Promise.all([
        store('remove', INSTANCE),
        store('list'),
        store('stat', INSTANCE),
        store('gc', path('live')),
      ]);
      expect(removed).toEqual({
        status: 0,
        stdout: expect.stringMatching(/no-directory\n.*unreachable\n$/),
        stderr: said,
      });
      expect(listed).toEqual({ status: 3, stdout: '', stderr: said });
      expect(stated).toEqual({ status: 3, stdout: '', stderr: said });
      expect(collected).toEqual({ status: 0, stdout: expect.stringContaining('0 orphans'), stderr: said });
    });
  });
});
