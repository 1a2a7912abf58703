/** explain and Debian's real cloud-init agree on drives sound and broken. */
import { explain } from '@configdrive/core';
import { beforeAll, expect, it } from 'vitest';
import { type CloudInitVerdict, judgeWithCloudInit } from '../support/cloud-init.ts';
import { withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { differences } from './cloud-init-agreement.ts';
import { type GeneratedDrive, generatedDrives } from './drives/generated.ts';
import { entriesOf, KNOWN_MACS } from './drives/sound.ts';
import { writeTree } from './trees.ts';

const directory = useTemporaryDirectory();

const SEED = 20260301;
const MIXTURES = 200;

function explainedFor22(drive: GeneratedDrive) {
  const [explained] = explain({ label: 'config-2', entries: entriesOf(drive.files) }, { readers: ['cloud-init'] });
  if (explained?.version !== '22.4') throw new Error('no explanation for cloud-init 22.4');
  return explained;
}

withForeign(['cloudinit'], 'cloud-init 22.4', () => {
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
