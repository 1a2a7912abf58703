/** Drives that this library plans: explain agrees with the real cloud-init, and finds nothing lost on portable ones. */
import type { ConfigDrive } from '@configdrive/core';
import { explain } from '@configdrive/guests';
import { beforeAll, describe, expect, it } from 'vitest';
import { planInput } from '../core/helpers.ts';
import { type CloudInitVerdict, judgeWithCloudInit } from '../support/cloud-init.ts';
import { withForeign } from '../support/foreign.ts';
import { useTemporaryDirectory } from '../support/temporary.ts';
import { differences } from './cloud-init-agreement.ts';
import { inputs } from './drives/inputs.ts';
import { plannedFiles } from './drives/planned.ts';
import { KNOWN_MACS } from './drives/sound.ts';
import { writeTree } from './trees.ts';

const SEED = 20260301;
const TIMESTAMP = new Date('2026-03-01T12:00:00Z');

const directory = useTemporaryDirectory();

const explanationsOf = (drive: ConfigDrive, version: string) =>
  explain(drive, { guests: ['cloud-init', 'cloudstack-scripts-linux'] }).find((one) => one.version === version)!;

const codesOf = (drive: ConfigDrive, version: string): readonly string[] =>
  explanationsOf(drive, version)
    .issues.filter(({ severity }) => severity !== 'notice')
    .map(({ code }) => code);

describe.each(['portable', 'cloudstack'] as const)('drives of the profile %s', (profile) => {
  const planned = inputs(SEED).map(({ password, input }) => ({
    password,
    drive: planInput(input, { profile, timestamp: TIMESTAMP }),
  }));

  withForeign(['cloudinit', 'netplan'], 'are to cloud-init 22.4', () => {
    let verdicts: readonly CloudInitVerdict[] = [];

    beforeAll(() => {
      const judged = planned.map(({ drive }, index) => {
        const path = directory(`${profile}-${index}`);
        writeTree(path, plannedFiles(drive));
        return { directory: path, knownMacs: KNOWN_MACS };
      });
      verdicts = judgeWithCloudInit(judged);
    });

    it('what explain says', () => {
      const disagreements = planned.flatMap(({ drive }, index) =>
        differences(explanationsOf(drive, '22.4'), verdicts[index]!, KNOWN_MACS).map(
          (text) => `drive ${index}: ${text}`,
        ),
      );
      expect(disagreements).toEqual([]);
    });

    it('drives with the password, wherever explain does not say otherwise', () => {
      const wrong = planned.filter(({ drive, password }, index) => {
        const verdict = verdicts[index]!;
        const codes = codesOf(drive, '22.4');
        const isDoubted = codes.includes('vendor-data-altered') || codes.includes('password-changed');
        return verdict.accepted && !isDoubted && verdict.vendorConfig?.password !== password;
      });
      expect(wrong.length).toBe(0);
    });
  });

  it('lose nothing where they are portable, and what CloudStack loses where not', () => {
    const all = new Set(planned.flatMap(({ drive }) => [...codesOf(drive, '22.4'), ...codesOf(drive, '26')]));
    // An address for a host name and user data of no kind are the input's own.
    const ownFaults = ['hostname-changed', 'user-data-unhandled'];
    // What CloudStack's own drives suffer from, besides.
    const itsFaults = ['gateway-missing', 'json-unreadable', 'public-keys-joined', 'vendor-data-altered'];
    if (profile === 'portable') expect([...all].toSorted()).toEqual(ownFaults);
    else expect([...all]).toEqual(expect.arrayContaining(itsFaults));
  });

  it('give CloudStack’s newer script the password as it is', () => {
    expect(planned.flatMap(({ drive }) => codesOf(drive, 'new'))).toEqual([]);
  });
});
