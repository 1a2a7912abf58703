/** Debian's real cloud-init on changed drives of every kind: it finds the new value, and everything else as it was. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type ConfigDrive, layOutConfigDrive, readConfigDriveSync, withMetadata } from '@configdrive/core';
import { toBytes } from 'iso9660-writer';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type AcceptedVerdict,
  type CloudInitDrive,
  type CloudInitVerdict,
  gatewaysOf,
  judgeWithCloudInit,
} from '../support/cloud-init.ts';
import { vendorDataToCloudInit } from '../support/cloud-init-vendor-data.ts';
import { withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { extractWithBsdtar } from '../support/readers/bsdtar.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import {
  allChanges,
  CHANGES,
  type ChangeName,
  NEW_HOSTNAME,
  NEW_KEYS,
  NEW_MAC,
  NEW_PASSWORD,
  NEW_USER_DATA,
} from './change-table.ts';
import { CHANGE } from './helpers.ts';
import { DRIVE_KINDS, type DriveKind, IRONIC_DRIVE } from './kinds.ts';

const directory = useTemporaryDirectory();
const KINDS = DRIVE_KINDS.filter(({ isForCloudInit }) => isForCloudInit);
const STEPS = ['before', ...(Object.keys(CHANGES) as ChangeName[]), 'all'] as const;
type Step = (typeof STEPS)[number];

const stepped = (drive: ConfigDrive, step: Step): ConfigDrive =>
  step === 'before' ? drive : step === 'all' ? allChanges(drive) : CHANGES[step](drive);

/** The image as it is made, or changed, extracted by libarchive. */
function extracted(image: string, drive: ConfigDrive | undefined): string {
  if (drive !== undefined) writeFileSync(image, toBytes(layOutConfigDrive(drive)));
  mkdirSync(`${image}.d`);
  extractWithBsdtar(image, `${image}.d`);
  return `${image}.d`;
}

const readImage = (path: string): ConfigDrive => readConfigDriveSync(new Uint8Array(readFileSync(path)));

/** cloud-init knows the dated folders up to 2018-08-27, and takes the newest. */
const FOLDERS = ['openstack/2018-08-27', 'openstack/latest'];

function vendorDataIn(root: string): string {
  for (const folder of FOLDERS) {
    try {
      return readFileSync(`${root}/${folder}/vendor_data.json`, 'utf8');
    } catch {
      // The next folder.
    }
  }
  const noCloud = `${root}/vendor-data`;
  // One text is vendor data, too.
  return JSON.stringify(existsSync(noCloud) ? readFileSync(noCloud, 'utf8') : '');
}

interface Judged {
  readonly verdict: AcceptedVerdict;
  readonly passwords: readonly string[];
}

const byKindAndStep = new Map<string, Judged>();
const judgedOf = (kind: DriveKind, step: Step): Judged => byKindAndStep.get(`${kind.name} ${step}`)!;

function accepted(verdict: CloudInitVerdict | undefined): AcceptedVerdict {
  if (verdict?.accepted !== true) throw new Error(`refused: ${verdict?.error}`);
  return verdict;
}

/** What cloud-init takes from a drive, in words that can be compared. */
const taken = ({ verdict, passwords }: Judged) => ({
  instanceId: verdict.instanceId,
  hostname: verdict.hostname,
  publicKeys: verdict.publicKeys,
  userData: verdict.userData,
  network: verdict.networkConfig,
  passwords,
});

withForeign(['cloudinit', 'bsdtar', 'genisoimage', 'xorriso'], 'cloud-init on changed drives', () => {
  beforeAll(() => {
    const trees = new Map<string, CloudInitDrive>();
    for (const kind of KINDS) {
      mkdirSync(directory(kind.name));
      const image = directory(`${kind.name}.iso`);
      kind.make(image, directory(kind.name));
      const drive = readImage(image);
      for (const step of STEPS) {
        const isBefore = step === 'before';
        const place = isBefore ? image : directory(`${kind.name} ${step}.iso`);
        const tree = extracted(place, isBefore ? undefined : stepped(drive, step));
        trees.set(`${kind.name} ${step}`, { directory: tree, source: kind.source ?? 'configDrive' });
      }
    }
    const verdicts = judgeWithCloudInit([...trees.values()]);
    const vendorData = vendorDataToCloudInit([...trees.values()].map((tree) => vendorDataIn(tree.directory)));
    for (const [index, name] of [...trees.keys()].entries()) {
      const passwords = vendorData[index]!.passwords.map(({ password }) => password);
      byKindAndStep.set(name, { verdict: accepted(verdicts[index]), passwords });
    }
  });

  describe.each(KINDS)('$name', (kind) => {
    it('is taken without a warning, whatever is changed', () => {
      for (const step of STEPS) expect(judgedOf(kind, step).verdict.warnings).toEqual([]);
    });

    it('a new password is set, and nothing else is another', () => {
      const { passwords, ...rest } = taken(judgedOf(kind, 'password'));
      expect(passwords.at(-1) === NEW_PASSWORD && new Set(passwords).size === 1).toBe(true);
      expect({ ...rest, passwords: [] }).toEqual({ ...taken(judgedOf(kind, 'before')), passwords: [] });
    });

    it('no password is set when it is taken off', () => {
      expect(taken(judgedOf(kind, 'noPassword'))).toEqual({ ...taken(judgedOf(kind, 'before')), passwords: [] });
    });

    it.each([
      ['userData', { userData: NEW_USER_DATA }],
      ['publicKeys', { publicKeys: NEW_KEYS }],
      ['metadata', { hostname: NEW_HOSTNAME }],
    ] as const)('%s is the new one, and nothing else is another', (step, expected) => {
      expect(taken(judgedOf(kind, step))).toEqual({ ...taken(judgedOf(kind, 'before')), ...expected });
    });

    it('the network is the new one, down to the rendered file', () => {
      const { verdict } = judgedOf(kind, 'network');
      const [nic, ...others] = Object.values(verdict.rendered.netplan!.netplan!.network.ethernets);
      expect(others).toEqual([]);
      expect(nic).toMatchObject({ addresses: ['10.7.7.7/24'], match: { macaddress: NEW_MAC } });
      expect(gatewaysOf(nic!)).toEqual(['10.7.7.1']);
      const { network: _, ...rest } = taken(judgedOf(kind, 'network'));
      expect(taken(judgedOf(kind, 'before'))).toMatchObject(rest);
    });

    it('all changes at once arrive', () => {
      const { passwords, ...all } = taken(judgedOf(kind, 'all'));
      expect(passwords.at(-1) === NEW_PASSWORD).toBe(true);
      expect(all).toEqual({
        instanceId: taken(judgedOf(kind, 'before')).instanceId,
        hostname: NEW_HOSTNAME,
        publicKeys: NEW_KEYS,
        userData: NEW_USER_DATA,
        network: judgedOf(kind, 'network').verdict.networkConfig,
      });
    });
  });
});

withForeign(['cloudinit', 'bsdtar'], 'cloud-init on Ironic’s drive', () => {
  withSampleData('which has no metadata', () => {
    it('refuses it, and takes it once it has an identity', () => {
      IRONIC_DRIVE.make(directory('ironic.iso'), directory('none'));
      const drive = readImage(directory('ironic.iso'));
      const before = extracted(directory('ironic.iso'), undefined);
      const change = withMetadata(allChanges(drive), { 'vm-id': '6f1f9a3e' }, CHANGE);
      const after = extracted(directory('ironic changed.iso'), change);
      const [refused, taker] = judgeWithCloudInit([{ directory: before }, { directory: after }]);
      expect(refused?.accepted).toBe(false);
      expect(accepted(taker)).toMatchObject({ instanceId: '6f1f9a3e', hostname: NEW_HOSTNAME, publicKeys: NEW_KEYS });
      expect(vendorDataToCloudInit([vendorDataIn(after)])[0]!.passwords.map(({ password }) => password)).toEqual([
        NEW_PASSWORD,
      ]);
    });
  });
});
