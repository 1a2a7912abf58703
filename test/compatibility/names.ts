/**
 * What the cards of a drive are called in the guest: by each renderer of cloud-init, which is run, and by programs whose rules
 * explain has.
 */
import { explain } from '@configdrive/guests';
import { planInput } from '../core/helpers.ts';
import { TIMESTAMP } from '../drive/sample.ts';
import { plannedFiles } from '../explain/drives/planned.ts';
import { writeTree } from '../explain/trees.ts';
import { type CloudInitVerdict, judgeWithCloudInit, type RendererName } from '../support/cloud-init.ts';
import { DRIVES } from './drives.ts';
import { macsOf } from './guests.ts';

export interface NamesRow {
  readonly name: string;
  readonly cells: readonly string[];
}

type Accepted = Extract<CloudInitVerdict, { accepted: true }>;

/** Names in the files of a renderer: one a match. */
const inFiles: Readonly<Record<Exclude<RendererName, 'netplan'>, (path: string, text: string) => readonly string[]>> = {
  networkd: (_, text) => [...text.matchAll(/^Name=(.+)$/gm)].map(([, name = '']) => name),
  eni: (_, text) => [...text.matchAll(/^iface (\S+) /gm)].map(([, name = '']) => name).filter((name) => name !== 'lo'),
  sysconfig: (path) => [...path.matchAll(/ifcfg-(.+)$/g)].map(([, name = '']) => name),
};

function rendered(verdict: Accepted, renderer: RendererName): readonly string[] {
  if (renderer !== 'netplan') {
    const { error, files = {} } = verdict.rendered[renderer] ?? {};
    return error == null ? Object.entries(files).flatMap(([path, text]) => inFiles[renderer](path, text)) : ['stops'];
  }
  const { netplan, refusal } = verdict.rendered.netplan ?? {};
  if (refusal != null) return ['stops'];
  return Object.values(netplan?.network ?? {}).flatMap((group) =>
    typeof group === 'object' && group !== null
      ? Object.entries(group).map(([id, card]) => (card as { 'set-name'?: string })['set-name'] ?? id)
      : [],
  );
}

/** Programs in the order of the columns: renderers of cloud-init, what they are for, then other guests. */
export const namers = [
  { title: 'netplan (Ubuntu)', renderer: 'netplan' },
  { title: 'networkd', renderer: 'networkd' },
  { title: 'ifupdown (Debian)', renderer: 'eni' },
  { title: 'sysconfig (Red Hat)', renderer: 'sysconfig' },
  { title: 'cloudbase-init', guest: 'cloudbase-init' },
  { title: 'nuageinit (rc.conf)', guest: 'freebsd-nuageinit' },
] as const;

const shown = (names: readonly string[]): string => [...new Set(names)].toSorted().join(', ') || '–';

/** Of the drives with NICs of more than one kind. */
export function namesRows(directory: (name: string) => string): readonly NamesRow[] {
  const drives = DRIVES.filter(({ name }) => /^(?:portable|tree `nocloud`|.*bond and VLAN)$/.test(name)).map(
    ({ name, input, options }, index) => {
      const planned = planInput(input, { ...options, timestamp: TIMESTAMP });
      writeTree(directory(`names-${index}`), plannedFiles(planned));
      const source = options.tree === 'nocloud' ? ('noCloud' as const) : ('configDrive' as const);
      return { name, planned, directory: directory(`names-${index}`), source, knownMacs: macsOf(planned) };
    },
  );
  const verdicts = judgeWithCloudInit(
    drives.map(({ directory: path, source, knownMacs }) => ({ directory: path, source, knownMacs })),
  );
  return drives.map(({ name, planned }, index) => {
    const verdict = verdicts[index];
    const cells = namers.map((namer) => {
      if ('renderer' in namer) return verdict?.accepted ? `${shown(rendered(verdict, namer.renderer))} ✓` : '–';
      const nics = explain(planned, { guests: [namer.guest] })[0]?.view.network?.nics ?? [];
      return shown(nics.map((nic) => nic.name ?? 'by its MAC address'));
    });
    return { name, cells };
  });
}
