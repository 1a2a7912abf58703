/**
 * Of images whose files are compressed with zisofs, `cat`, `extract` and `explain` gave the compressed bytes for the contents,
 * and said nothing; a change left the mark of compression on the new content, and guests read zeros.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  buildConfigDrive,
  DriveContent,
  layOutConfigDrive,
  readConfigDriveSync,
  withUserData,
} from '@configdrive/core';
import { explain } from '@configdrive/guests';
import { toBytes } from 'iso9660-writer';
import { beforeAll, expect, it } from 'vitest';
import { configdrive } from '../cli/command.ts';
import { SAMPLE } from '../drive/sample.ts';
import { withForeign } from '../support/foreign.ts';
import { run } from '../support/run.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';

const path = useTemporaryDirectory();
const options = { timestamp: new Date('2026-07-01T00:00:00Z') };
const USER_DATA = `#!/bin/sh\n${'echo the same again\n'.repeat(3000)}`;
const WHERE = 'openstack/latest/user_data';

withForeign(['xorriso', 'bsdtar'], 'a drive whose files are compressed with zisofs', ({ xorriso, bsdtar }) => {
  beforeAll(() => {
    const { drive } = buildConfigDrive(SAMPLE, options);
    for (const { path: name, content } of drive.entries) {
      if (!(content instanceof DriveContent)) continue;
      const file = path(join('tree', name));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, name.includes('user_data') ? USER_DATA : content.bytes());
    }
    const words = [
      '-outdev',
      path('packed.iso'),
      '-volid',
      'config-2',
      '-map',
      path('tree'),
      '/',
      '-set_filter_r',
      '--zisofs',
      '/',
      '--',
      '-commit',
    ];
    expect(run(xorriso, ['-overwrite', 'on', '-zisofs', 'level=9:block_size=32k', ...words]).status).toBe(0);
  });

  it('is warned of wherever a content is shown or copied', () => {
    for (const words of [
      ['cat', 'packed.iso', WHERE],
      ['extract', 'packed.iso', 'tree-of-it'],
      ['explain', 'packed.iso'],
      ['inspect', 'packed.iso'],
      ['verify', 'packed.iso'],
      ['update', 'packed.iso', '-o', 'other.iso', '--without-password'],
    ]) {
      const { stdout, stderr } = configdrive(words, { cwd: path(), mayTellSecrets: true });
      expect(stdout + stderr, words.join(' ')).toMatch(/zisofs/);
    }
  });

  it('is not judged by what only the guest unpacks', () => {
    const drive = readConfigDriveSync(readFileSync(path('packed.iso')));
    const [explanation] = explain(drive, { guests: ['cloud-init'] });
    expect(explanation?.issues).toContainEqual(
      expect.objectContaining({ code: 'content-not-looked-at', place: expect.arrayContaining([WHERE]) }),
    );
    expect(explanation?.view.userData?.kind).not.toBe('script');
  });

  it('has no mark of compression on what a change puts there', () => {
    const drive = readConfigDriveSync(readFileSync(path('packed.iso')));
    const changed = withUserData(drive, '#!/bin/sh\necho new\n', options);
    writeFileSync(path('changed.iso'), toBytes(layOutConfigDrive(changed)));
    expect(run(bsdtar, ['-xOf', path('changed.iso'), WHERE]).stdout.toString()).toBe('#!/bin/sh\necho new\n');
  });
});
