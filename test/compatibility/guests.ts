/** Which guest takes which of our drives: explain's verdicts, and where the real program runs here, whether it agrees. */
import type { ConfigDrive } from '@configdrive/core';
import { type Explanation, explain } from '@configdrive/guests';
import { planInput } from '../core/helpers.ts';
import { TIMESTAMP } from '../drive/sample.ts';
import { differences } from '../explain/cloud-init-agreement.ts';
import { plannedFiles } from '../explain/drives/planned.ts';
import { seenByCloudInit, seenByExplain } from '../explain/nocloud-agreement.ts';
import { writeTree } from '../explain/trees.ts';
import { type CloudInitVerdict, judgeWithCloudInit } from '../support/cloud-init.ts';
import { DRIVES } from './drives.ts';

export interface GuestCell {
  readonly reader: string;
  readonly version: string;
  readonly verdict: Explanation['verdict'];
  /** Of the real program in this run: whether it says the same; undefined where it was not asked. */
  readonly agrees: boolean | undefined;
}

export interface GuestRow {
  readonly name: string;
  readonly cells: readonly GuestCell[];
}

/** Readers whose program is asked here, and the source of cloud-init that is. */
const asked: ReadonlyMap<string, 'configDrive' | 'noCloud'> = new Map([
  ['cloud-init 22.4', 'configDrive'],
  ['cloud-init-nocloud 22.4', 'noCloud'],
]);

/** A tree without its label: what a source makes of the files; a wrong label is nothing it is asked about here. */
export function guestRows(directory: (name: string) => string): readonly GuestRow[] {
  const planned = DRIVES.map(({ input, options }) => planInput(input, { ...options, timestamp: TIMESTAMP }));
  const drives = planned.map((drive, index) => {
    const path = directory(`guest-${index}`);
    writeTree(path, plannedFiles(drive));
    return { directory: path, knownMacs: macsOf(drive) };
  });
  const [configDrive, noCloud] = (['configDrive', 'noCloud'] as const).map((source) =>
    judgeWithCloudInit(drives.map((drive) => ({ ...drive, source }))),
  );
  return planned.map((drive, index) => {
    const said = { configDrive: configDrive?.[index], noCloud: noCloud?.[index] };
    const cells = explain(drive).map((explanation) => cellOf(explanation, said, macsOf(drive)));
    return { name: DRIVES[index]?.name ?? '', cells };
  });
}

type Said = Readonly<Record<'configDrive' | 'noCloud', CloudInitVerdict | undefined>>;

function cellOf(explanation: Explanation, said: Said, macs: Readonly<Record<string, string>>): GuestCell {
  const { guest: reader, version, verdict } = explanation;
  const source = asked.get(`${reader} ${version}`);
  // A source is asked about drives that it would be given.
  const real = source === undefined || verdict === 'ignored' ? undefined : said[source];
  if (real === undefined) return { reader, version, verdict, agrees: undefined };
  const agrees =
    source === 'configDrive'
      ? differences(explanation, real, macs).length === 0
      : JSON.stringify(seenByExplain(explanation)) === JSON.stringify(seenByCloudInit(real));
  return { reader, version, verdict, agrees };
}

/** The cards that a drive speaks of exist. */
export function macsOf(drive: ConfigDrive): Readonly<Record<string, string>> {
  const texts = [...plannedFiles(drive).values()].flatMap((content) =>
    content === null ? [] : Buffer.from(content).toString('latin1'),
  );
  const macs = texts.flatMap((text) => text.match(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/gi) ?? []);
  return Object.fromEntries(
    [...new Set(macs.map((mac) => mac.toLowerCase()))].map((mac, index) => [mac, `eth${index}`]),
  );
}
