/** explain and Debian's real cloud-init agree on drives sound and broken. */
import { readdirSync, readFileSync } from 'node:fs';
import { explain } from '@configdrive/guests';
import { beforeAll, expect, it } from 'vitest';
import { type CloudInitVerdict, judgeWithCloudInit } from '../support/cloud-init.ts';
import { samplePath, withSampleData } from '../support/data.ts';
import { withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { differences } from './cloud-init-agreement.ts';
import { type GeneratedDrive, generatedDrives } from './drives/generated.ts';
import { entriesOf, KNOWN_MACS, META, NETWORK } from './drives/sound.ts';
import { writeTree } from './trees.ts';

const directory = useTemporaryDirectory();

const SEED = 20260301;
const MIXTURES = 200;

function explainedFor22(drive: GeneratedDrive) {
  const [explained] = explain({ label: 'config-2', entries: entriesOf(drive.files) }, { guests: ['cloud-init'] });
  if (explained?.version !== '22.4') throw new Error('no explanation for cloud-init 22.4');
  return explained;
}

withForeign(['cloudinit', 'netplan'], 'cloud-init 22.4', () => {
  const drives = generatedDrives(MIXTURES, SEED);
  let verdicts: readonly CloudInitVerdict[] = [];

  beforeAll(() => {
    const judged = drives.map(({ files }, index) => {
      const path = directory(`drive-${index}`);
      writeTree(path, files);
      return { directory: path, knownMacs: KNOWN_MACS };
    });
    verdicts = judgeWithCloudInit(judged);
  });

  it('agrees with explain on every drive, sound or broken', () => {
    const disagreements = drives.flatMap((drive, index) =>
      differences(explainedFor22(drive), verdicts[index]!, KNOWN_MACS).map((text) => `${drive.name}: ${text}`),
    );
    expect(disagreements).toEqual([]);
  });

  it('accepts many and refuses many of them', () => {
    const accepted = verdicts.filter((verdict) => verdict.accepted).length;
    // An explanation that always says the same would agree on a half.
    expect(accepted).toBeGreaterThan(300);
    expect(drives.length - accepted).toBeGreaterThan(150);
  });

  it('sets up and loses many networks', () => {
    const isLost = (verdict: CloudInitVerdict): boolean => verdict.accepted && verdict.networkError !== null;
    expect(verdicts.filter(isLost).length).toBeGreaterThan(50);
    expect(verdicts.filter((verdict) => verdict.accepted && verdict.networkConfig !== null).length).toBeGreaterThan(
      150,
    );
  });
});

withSampleData('of the shared samples', () => {
  withForeign(['cloudinit', 'netplan'], 'cloud-init 22.4', () => {
    /** Every sample of metadata and of network data, on a drive of its own. */
    const samples = (): readonly GeneratedDrive[] =>
      (['meta_data', 'network_data'] as const).flatMap((kind) =>
        readdirSync(samplePath(kind)).map((name) => ({
          name,
          files: new Map([
            [META, '{"uuid": "u"}'],
            [`openstack/latest/${kind}.json`, readFileSync(samplePath(kind, name), 'utf8')],
          ]),
        })),
      );

    /** The cards that a sample speaks of. */
    const macsOf = ({ files }: GeneratedDrive): Readonly<Record<string, string>> => {
      const macs = String(files.get(NETWORK) ?? '').match(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/gi) ?? [];
      return Object.fromEntries(
        [...new Set(macs.map((mac) => mac.toLowerCase()))].map((mac, index) => [mac, `eth${index}`]),
      );
    };

    it('agrees with explain on every one', () => {
      const drives = samples();
      const verdicts = judgeWithCloudInit(
        drives.map((drive, index) => {
          writeTree(directory(`sample-${index}`), drive.files);
          return { directory: directory(`sample-${index}`), knownMacs: macsOf(drive) };
        }),
      );
      const disagreements = drives.flatMap((drive, index) =>
        differences(explainedFor22(drive), verdicts[index]!, macsOf(drive)).map((text) => `${drive.name}: ${text}`),
      );
      expect(disagreements).toEqual([]);
      expect(drives.length).toBeGreaterThan(50);
    });
  });
});
