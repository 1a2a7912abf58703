/**
 * docs/compatibility.md is what the programs say here. After a change that is meant: `npm run generate -- compatibility --accept`, and
 * read the difference.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withSampleData } from '../support/data.ts';
import { describeWhere, withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { clientRows } from './clients.ts';
import { guestRows } from './guests.ts';
import { imagePrograms, imageRows, versionOf } from './images.ts';
import { namesRows } from './names.ts';
import { compatibilityPage } from './page.ts';
import { recordedRows } from './recorded.ts';

const directory = useTemporaryDirectory();
const PAGE = new URL('../../docs/compatibility.md', import.meta.url);
const isAccepting = process.env.CONFIGDRIVE_ACCEPT_COMPATIBILITY === '1';

/** Hundreds of programs are run. */
const ON_A_BUSY_MACHINE = { timeout: 300_000 };

const RELEASE = '/etc/os-release';
const isDebian12 = existsSync(RELEASE) && /^VERSION_ID="?12"?$/m.test(readFileSync(RELEASE, 'utf8'));

describeWhere(
  isDebian12 ? undefined : 'run it on Debian 12, whose programs the page names',
  'the compatibility page',
  () => {
    withSampleData('with the shared samples', () => {
      withForeign(['cloudinit', 'netplan', ...imagePrograms.flatMap(({ programs }) => programs)], 'is current', () => {
        it('word for word, and no program that was run disagrees with explain', ON_A_BUSY_MACHINE, async () => {
          const guests = guestRows(directory);
          const disagreeing = guests.flatMap(({ name, cells }) =>
            cells
              .filter(({ agrees }) => agrees === false)
              .map(({ reader, version }) => `${name}: ${reader} ${version}`),
          );
          expect(disagreeing).toEqual([]);
          expect(guests.flatMap(({ cells }) => cells).filter(({ agrees }) => agrees === true).length).toBeGreaterThan(
            9,
          );
          const images = await imageRows(directory);
          expect(images.filter(({ cells }) => cells.includes('not all'))).toEqual([]);
          const page = compatibilityPage({
            guests,
            names: namesRows(directory),
            images,
            recorded: recordedRows(),
            clients: clientRows(),
            versionOf,
          });
          if (isAccepting) writeFileSync(PAGE, page);
          expect(page, 'npm run generate -- compatibility --accept, if this change is meant').toBe(
            readFileSync(PAGE, 'utf8'),
          );
        });
      });
    });
  },
);
