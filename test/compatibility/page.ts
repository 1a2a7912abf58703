/** docs/compatibility.md from what the tests found. */
import { type ClientRow, forms } from './clients.ts';
import type { GuestRow } from './guests.ts';
import { type ImageRow, imagePrograms } from './images.ts';
import { type NamesRow, namers } from './names.ts';
import { type RecordedRow, recordedPrograms } from './recorded.ts';

export interface Findings {
  readonly guests: readonly GuestRow[];
  readonly names: readonly NamesRow[];
  readonly images: readonly ImageRow[];
  readonly recorded: readonly RecordedRow[];
  readonly clients: readonly ClientRow[];
  readonly versionOf: (programs: (typeof imagePrograms)[number]['programs']) => string;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const verdicts = { taken: 'taken', partly: 'partly', refused: '**refused**', ignored: '–' } as const;

export function compatibilityPage({ guests, names, images, recorded, clients, versionOf }: Findings): string {
  const readers = guests[0]?.cells.map(({ reader, version }) => `${reader} ${version}`) ?? [];
  const guestTable = table(
    ['drive', ...readers],
    guests.map(({ name, cells }) => [
      name,
      ...cells.map(({ verdict, agrees }) => `${verdicts[verdict]}${agrees === true ? ' ✓' : ''}`),
    ]),
  );
  const namesTable = table(
    ['drive', ...namers.map(({ title }) => title)],
    names.map(({ name, cells }) => [name, ...cells]),
  );
  const imageTable = table(
    ['image of', ...imagePrograms.map(({ name, programs }) => `${name} ${versionOf(programs)}`)],
    images.map(({ name, cells }) => [name, ...cells.map((cell) => `${cell} ✓`)]),
  );
  const recordedTable = table(
    ['network_data.json', ...recordedPrograms],
    recorded.map(({ name, cells }) => [name, ...cells.map((cell) => `${cell} ○`)]),
  );
  const clientTable = table(
    ['client', ...forms],
    clients.map(({ name, cells }) => [name, ...cells]),
  );
  return `${HEAD}\n\n## Guests\n\n${GUESTS}\n\n${guestTable}\n\n## Names of cards\n\n${NAMES}\n\n${namesTable}\n\n## Programs that read images\n\n${IMAGES}\n\n${imageTable}\n\n## Recorded\n\n${RECORDED}\n\n${recordedTable}\n\n## Clients of the metadata service\n\n${CLIENTS}\n\n${clientTable}\n`;
}

const HEAD = `# Which guests take which drives

Made by \`npm run generate -- compatibility --accept\` from the results of the tests in \`test/compatibility\`, never by hand; the same
tests hold the page to what they find. Each cell says where it comes from:

- ✓ the program itself was run on this drive, in these tests, and agrees with \`explain\` in all that it sees of it;
- ○ the program itself was run on this file once, and its verdict recorded; other tests hold \`explain\` to it;
- no mark: the rules of \`explain\`, which are those of the program's source. cloud-init 26, cloudbase-init, Ignition and Talos
  are held to recorded verdicts, the CloudStack scripts for Linux to real shells.

\`taken\`: all of it arrives. \`partly\`: something does not, and \`configdrive explain\` says what. \`refused\`: the guest drops the
drive, or stops. –: not for this reader. [explain.md](explain.md) has what to do about each.`;

const GUESTS = `One drive a row: a VM with two NICs, keys, password and a cloud-config, where the name says nothing else. \`partly\` is
often what a reader has no use for: Talos for a cloud-config, CirrOS for a static address.`;

const NAMES = `What the guest calls the cards that a drive describes: by the renderers of cloud-init 22.4, each of which was run (✓), and by the rules
of the others. FreeBSD keeps the names that its drivers gave, and finds each card by its MAC address. –: none is set up, since
the program does not read this drive, or not this network.`;

const IMAGES = `All names, sizes and, where the program reads them, contents of the first tree that it knows, Rock Ridge but for 7-Zip;
blkid finds the label. As Debian 12 has them. The Linux kernel's view is in \`test/mounted\`.`;

const RECORDED = `Files of other projects, on a drive with nothing but a uuid. cloud-init 22.4 is run on each of them, too
(\`test/explain/cloud-init.test.ts\`).`;

const CLIENTS = `Who asks \`configdrive serve\`, and in which form. answered: its requests, in their order, get what the machine's drive says;
✓: the program itself was run. –: it does not ask in this form. [serve-clients.md](serve-clients.md) has the tests.`;
