/** A drive that is read is the drive that was planned; what an image cannot say again is said. */
import { InvalidImageError, type InvalidInputError } from '@configdrive/issues';
import { type Entry, utf8Bytes } from 'iso9660-format';
import { type ImageOptions, layOutImage, toBytes } from 'iso9660-writer';
import { describe, expect, it } from 'vitest';
import { issuesOf, TIMESTAMP } from '../../../../test/core/helpers.ts';
import { SAMPLE } from '../../../../test/drive/sample.ts';
import { textIn } from '../../../../test/support/contents.ts';
import { buildConfigDrive, layOutConfigDrive } from '../build.ts';
import type { ConfigDrive } from '../drive.ts';
import { readConfigDrive, readConfigDriveSync } from './read-drive.ts';

const imageOf = (entries: readonly Entry[], options: Partial<ImageOptions> = {}): Uint8Array =>
  toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp: TIMESTAMP, ...options }));

const file = (path: string, text = path): Entry => ({ path, content: utf8Bytes(text) });

const textOf = ({ content }: Entry): string | undefined => textIn(content);

/** What an entry is, whatever the form of its content. */
const shown = ({ entries }: ConfigDrive): Record<string, string> =>
  Object.fromEntries(
    entries.map((entry) => [entry.path, entry.sameAs === undefined ? (textOf(entry) ?? '/') : `= ${entry.sameAs}`]),
  );

const parentsOf = (path: string): readonly string[] =>
  Array.from(path.matchAll(/\//g), ({ index }) => path.slice(0, index));

describe.each(['portable', 'cloudstack'] as const)('a drive of the profile %s', (profile) => {
  const { bytes, drive } = buildConfigDrive(SAMPLE, { timestamp: TIMESTAMP, profile });
  const read = readConfigDriveSync(bytes);

  it('has the files, the aliases and the hard links that were planned', () => {
    const implied = drive.entries.flatMap(({ path }) => parentsOf(path).map((parent) => [parent, '/']));
    expect(shown(read)).toEqual({ ...Object.fromEntries(implied), ...shown(drive) });
    const contentAt = (path: string) => read.entries.find((entry) => entry.path === path)?.content;
    expect(contentAt('openstack/latest/user_data')).toBe(contentAt('cloudstack/userdata/user_data.txt'));
  });

  it('has the label, the dates and the texts of the volume', () => {
    expect(read.label).toBe('config-2');
    expect(read.timestamp).toEqual(TIMESTAMP);
    expect(read.volume).toEqual({
      ...drive.volume,
      created: TIMESTAMP,
      modified: TIMESTAMP,
      effective: TIMESTAMP,
    });
    expect(read.issues).toEqual([]);
  });

  it('gives the same bytes when it is written again', () => {
    expect(Buffer.compare(toBytes(layOutConfigDrive(read)), bytes)).toBe(0);
  });

  it('keeps nothing of the bytes it was read from', () => {
    const copy = bytes.slice();
    const kept = readConfigDriveSync(copy);
    copy.fill(0xff);
    expect(Buffer.compare(toBytes(layOutConfigDrive(kept)), bytes)).toBe(0);
  });

  it('is the same from a source far away, which is closed', async () => {
    let closed = 0;
    const far = await readConfigDrive({
      byteLength: bytes.byteLength,
      read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
      close: () => void closed++,
    });
    expect(far).toEqual(read);
    expect(closed).toBe(1);
    expect(await readConfigDrive(bytes)).toEqual(read);
    expect(await readConfigDrive(new Blob([bytes]))).toEqual(read);
  });
});

describe('every field of the volume', () => {
  it('is kept', () => {
    const volume = {
      systemIdentifier: 'SYSTEM',
      volumeSetIdentifier: 'set',
      publisherIdentifier: 'OpenStack Nova 29.0.1',
      preparerIdentifier: 'preparer',
      applicationIdentifier: 'application',
      copyrightFileIdentifier: 'COPYING.TXT',
      abstractFileIdentifier: 'ABSTRACT.TXT',
      bibliographicFileIdentifier: 'BIBLIO.TXT',
      created: new Date('2020-01-01T00:00:00Z'),
      modified: new Date('2021-01-01T00:00:00Z'),
      expires: new Date('2030-01-01T00:00:00Z'),
      effective: new Date('2020-06-01T00:00:00Z'),
    };
    const bytes = imageOf([file('openstack/latest/meta_data.json', '{}')], volume);
    const read = readConfigDriveSync(bytes);
    expect(read.volume).toEqual(volume);
    expect(Buffer.compare(toBytes(layOutConfigDrive(read)), bytes)).toBe(0);
  });

  it('is kept also where no date is given', () => {
    const dates = { created: null, modified: null, effective: null };
    const bytes = imageOf([file('a')], dates);
    expect(readConfigDriveSync(bytes).volume).toEqual(dates);
    expect(Buffer.compare(toBytes(layOutConfigDrive(readConfigDriveSync(bytes))), bytes)).toBe(0);
  });

  it('with characters that no descriptor takes is altered, and that is said', () => {
    const bytes = imageOf([file('a')], { publisherIdentifier: 'M?ller' });
    for (const block of [16, 17]) bytes[block * 2048 + 319] = 0xfc;
    const read = readConfigDriveSync(bytes);
    expect(read.volume.publisherIdentifier).toBe('M_ller');
    expect(issuesOf(read)).toEqual(['warning drive-text-altered at publisherIdentifier']);
  });

  it('that is padded with zeros is read without them', () => {
    const bytes = imageOf([file('a')], { publisherIdentifier: 'nobody' });
    bytes.fill(0, 16 * 2048 + 318 + 6, 16 * 2048 + 446);
    const read = readConfigDriveSync(bytes);
    expect(read.volume.publisherIdentifier).toBe('nobody');
    expect(read.issues).toEqual([]);
  });
});

describe('labels', () => {
  it('that differ become the one that Linux shows', () => {
    const bytes = imageOf([file('a')]);
    bytes.set(utf8Bytes('CONFIG_2'), 16 * 2048 + 40);
    const read = readConfigDriveSync(bytes);
    expect(read.label).toBe('config-2');
    expect(issuesOf(read)).toEqual(['notice drive-labels-differ at label']);
  });
});

describe('names', () => {
  const oldTree = [
    file('cloudstack/metadata/public-keys.txt'),
    file('cloudstack/metadata/local-ipv4.txt'),
    file('cloudstack/metadata/vm-id.txt'),
    file('cloudstack/metadata/my-note.txt'),
    file('cloudstack/password/vm_password.txt'),
    file('cloudstack/password/vm-password-md5checksum.txt'),
    file('cloudstack/userdata/user_data.txt', 'I2Nsb3VkLWNvbmZpZwo='),
  ];
  const plain = { rockRidge: false, joliet: false, identifiers: 'level-3' } as const;

  it('of the older builder are put back, and those that guests know stay as aliases', () => {
    const read = readConfigDriveSync(imageOf(oldTree, plain));
    expect(shown(read)).toEqual({
      cloudstack: '/',
      'cloudstack/metadata': '/',
      'cloudstack/password': '/',
      'cloudstack/userdata': '/',
      'cloudstack/metadata/local-ipv4.txt': 'cloudstack/metadata/local-ipv4.txt',
      'cloudstack/metadata/my_note.txt': 'cloudstack/metadata/my-note.txt',
      'cloudstack/metadata/public-keys.txt': 'cloudstack/metadata/public-keys.txt',
      'cloudstack/metadata/public_keys.txt': '= cloudstack/metadata/public-keys.txt',
      'cloudstack/metadata/vm-id.txt': 'cloudstack/metadata/vm-id.txt',
      'cloudstack/metadata/vm_id.txt': '= cloudstack/metadata/vm-id.txt',
      'cloudstack/password/vm_password.txt': 'cloudstack/password/vm_password.txt',
      'cloudstack/password/vm-password-md5checksum.txt': 'cloudstack/password/vm-password-md5checksum.txt',
      'cloudstack/password/vm_password_md5checksum.txt': '= cloudstack/password/vm-password-md5checksum.txt',
      'cloudstack/userdata/user_data.txt': 'I2Nsb3VkLWNvbmZpZwo=',
    });
    expect(issuesOf(read)).toEqual(['notice drive-names-mapped at the input']);
    expect(read.issues[0]?.message).toContain('base64');
  });

  it('of OpenStack, EC2 and NoCloud, too', () => {
    const paths = [
      'ec2/2009-04-04/meta-data.json',
      'ec2/latest/user-data',
      'meta-data',
      'network-config',
      'openstack/2018-08-27/meta_data.json',
      'openstack/latest/user_data',
      'user-data',
    ];
    const read = readConfigDriveSync(
      imageOf(
        paths.map((path) => file(path)),
        plain,
      ),
    );
    const files = read.entries.filter(({ content }) => content !== undefined);
    expect(files.map(({ path }) => path).sort()).toEqual(paths);
    expect(read.issues[0]?.message).not.toContain('base64');
  });

  it('in lower case stay as they are, but for the hyphens', () => {
    const read = readConfigDriveSync(imageOf([...oldTree, file('Note')], { rockRidge: false, joliet: false }));
    expect(Object.keys(shown(read))).toEqual(expect.arrayContaining(['Note', 'cloudstack/metadata/vm-id.txt']));
  });

  it('come from Joliet where there is no Rock Ridge', () => {
    const read = readConfigDriveSync(imageOf(oldTree, { rockRidge: false }));
    expect(Object.keys(shown(read))).toContain('cloudstack/metadata/my-note.txt');
    expect(read.issues).toEqual([]);
  });

  it('that are no text are altered, and that is said', () => {
    const bytes = imageOf([file('note-x.txt')], { joliet: false });
    const at = Buffer.from(bytes).indexOf('note-x');
    bytes[at + 5] = 0xff;
    const read = readConfigDriveSync(bytes);
    expect(shown(read)).toEqual({ 'note-\ufffd.txt': 'note-x.txt' });
    expect(issuesOf(read)).toEqual(['warning drive-text-altered at note-\ufffd.txt']);
  });

  it('that come twice are refused', () => {
    const bytes = imageOf([file('note-a.txt'), file('note-b.txt')], { joliet: false });
    bytes[Buffer.from(bytes).indexOf('note-b') + 5] = 'a'.charCodeAt(0);
    expect(() => readConfigDriveSync(bytes)).toThrow(InvalidImageError);
    expect(() => readConfigDriveSync(bytes)).toThrow(expect.objectContaining({ code: 'drive-path-duplicate' }));
  });
});

describe('attributes', () => {
  it('of files, links, devices and what no table knows are kept', () => {
    const modified = new Date('2020-02-02T02:02:02Z');
    const entries: readonly Entry[] = [
      { ...file('own'), mode: 0o4750, uid: 7, gid: 8, modified },
      { path: 'link', target: '../own', modified },
      { path: 'pipe', mode: 0o010600 },
      { path: 'disk', mode: 0o060660, device: { major: 8, minor: 1 } },
      { path: 'directory', mode: 0o700, modified },
      { ...file('marked'), systemUse: [{ signature: 'ZZ', version: 1, payload: utf8Bytes('kept') }] },
      { path: 'empty', content: new Uint8Array(0) },
    ];
    const bytes = imageOf(entries);
    const read = readConfigDriveSync(bytes);
    expect(Buffer.compare(toBytes(layOutConfigDrive(read)), bytes)).toBe(0);
    expect(read.entries.find(({ path }) => path === 'own')).toMatchObject({ mode: 0o4750, uid: 7, gid: 8, modified });
  });
});

describe('what is shared', () => {
  it('by names that are no aliases stays shared, and a file stays the owner', () => {
    const entries: readonly Entry[] = [
      file('cloudstack/metadata/vm-id.txt'),
      { path: 'cloudstack/metadata/instance-id.txt', sameAs: 'cloudstack/metadata/vm-id.txt' },
      { path: 'cloudstack/metadata/vm_id.txt', sameAs: 'cloudstack/metadata/vm-id.txt' },
    ];
    expect(shown(readConfigDriveSync(imageOf(entries)))).toMatchObject({
      'cloudstack/metadata/instance-id.txt': 'cloudstack/metadata/vm-id.txt',
      'cloudstack/metadata/vm-id.txt': '= cloudstack/metadata/instance-id.txt',
      'cloudstack/metadata/vm_id.txt': '= cloudstack/metadata/instance-id.txt',
    });
  });
});

describe('an image beyond the limits', () => {
  const many = imageOf(Array.from({ length: 20 }, (_, index) => file(`f${index}`)));

  it.each([
    ['imageByteLength', { imageByteLength: 2048 }, 'image-too-large'],
    ['entries', { entries: 19 }, 'too-many-entries'],
    ['depth', { depth: 1 }, 'too-deep'],
  ])('of %s is refused', async (_, limits, code) => {
    const image = code === 'too-deep' ? imageOf([file('a/b')]) : many;
    expect(() => readConfigDriveSync(image, { limits })).toThrow(expect.objectContaining({ code }));
    await expect(readConfigDrive(image, { limits })).rejects.toMatchObject({ code });
  });

  it('is read where the limit is its measure', () => {
    const limits = { imageByteLength: many.byteLength, entries: 20, depth: 1 };
    expect(readConfigDriveSync(many, { limits }).entries).toHaveLength(20);
  });

  it.each([{ depth: -1 }, { entries: 0.5 }, { imageByteLength: Number.NaN }])('%j is no limit', (limits) => {
    expect(() => readConfigDriveSync(many, { limits })).toThrow(
      expect.objectContaining({ code: 'limit-out-of-range' }) as InvalidInputError,
    );
  });

  it('whose files overlap is refused before they are in memory', () => {
    const big = 300 * 2048;
    const bytes = imageOf(
      [
        { path: 'a', content: new Uint8Array(big).fill(1) },
        ...Array.from({ length: 6 }, (_, index) => file(`s${index}`, 'x')),
      ],
      { joliet: false },
    );
    const records = Buffer.from(bytes);
    for (let index = 0; index < 6; index++) {
      const at = records.indexOf(`s${index}.;1`, 0, 'latin1') - 33;
      const block = records.readUInt32LE(records.indexOf('a.;1', 0, 'latin1') - 33 + 2) + 1 + index;
      records.writeUInt32LE(block, at + 2);
      records.writeUInt32BE(block, at + 6);
      records.writeUInt32LE(big - 7 * 2048, at + 10);
      records.writeUInt32BE(big - 7 * 2048, at + 14);
    }
    expect(() => readConfigDriveSync(records)).toThrow(expect.objectContaining({ code: 'drive-contents-overlap' }));
  });

  it('a source is closed also when it holds no image', async () => {
    let closed = 0;
    const source = { byteLength: 10, read: () => new Uint8Array(10), close: () => void closed++ };
    await expect(readConfigDrive(source)).rejects.toBeInstanceOf(InvalidImageError);
    expect(closed).toBe(1);
  });
});

it('descriptors that are not written again are named', () => {
  const bytes = imageOf([file('a')]);
  const withBoot = new Uint8Array(bytes);
  withBoot.set(bytes.subarray(17 * 2048, 18 * 2048), 17 * 2048);
  withBoot[17 * 2048 + 88] = 0x41;
  const read = readConfigDriveSync(withBoot);
  expect(issuesOf(read)).toEqual(['notice drive-part-dropped at block[17]']);
});
