/** A mutant: a sound image with one thing wrong, and the rule that must be named for it. */
import { type Entry, utf8Bytes } from 'iso9660-format';
import { type ImageOptions, layOutImage, toBytes } from 'iso9660-writer';
import type { Editor } from './editor.ts';

export interface Mutant {
  readonly rule: string;
  readonly what: string;
  /** Default: the sample. */
  readonly base?: BaseName;
  readonly strict?: boolean;
  readonly edit: (image: Editor) => void;
}

const alpha = utf8Bytes('alpha');
const longTarget = Array.from({ length: 50 }, (_, index) => `component-${index}`).join('/');

const SAMPLE: readonly Entry[] = [
  { path: 'alpha.txt', content: alpha },
  { path: 'beta.bin', content: new Uint8Array(4096).fill(1) },
  { path: 'betb.bin', content: new Uint8Array(100).fill(2) },
  { path: 'chars', device: { major: 5, minor: 1 }, mode: 0o020666 },
  { path: 'dir/hard.txt', content: alpha },
  { path: 'dir/alias.txt', sameAs: 'alpha.txt' },
  { path: 'dir/sub/two.txt', content: utf8Bytes('two') },
  { path: 'empty', content: '' },
  { path: 'link', target: 'dir/hard.txt' },
  { path: 'longlink', target: longTarget },
  { path: 'longlink2', target: longTarget },
  { path: 'other/three.txt', content: utf8Bytes('three') },
  { path: 'pipe5', mode: 0o010644 },
];

const DEEP: readonly Entry[] = [
  { path: Array.from({ length: 10 }, (_, level) => `l${level}`).join('/'), content: utf8Bytes('deep') },
];

const timestamp = new Date('2026-07-01T00:00:00Z');
const strict = { identifiers: 'level-3', volumeIdentifier: 'DATA' } as const;

/** Enough of one length that some pair lies on both sides of a sector boundary. */
const MANY: readonly Entry[] = Array.from({ length: 60 }, (_, index) => ({
  path: `file-${String(index).padStart(3, '0')}`,
  content: new Uint8Array(2048).fill(index + 1),
}));

const BASES = {
  sample: [SAMPLE, {}],
  strict: [SAMPLE, strict],
  relocated: [DEEP, { strictDepth: true }],
  deep: [DEEP, strict],
  many: [MANY, {}],
  padded: [SAMPLE, { paddingBlocks: 80 }],
  'long name': [[{ path: 'n'.repeat(254), content: utf8Bytes('x') }], { joliet: false }],
  'long path': [
    [{ path: `${'d'.repeat(30)}/`.repeat(8) + 'f'.repeat(30), content: utf8Bytes('x') }],
    { joliet: false },
  ],
  'long Joliet path': [[{ path: `${'p'.repeat(60)}/${'q'.repeat(60)}/x`, content: utf8Bytes('x') }], {}],
  'long Joliet name': [[{ path: 'n'.repeat(100), content: utf8Bytes('x') }], { joliet: { maximumUnits: 103 } }],
} as const satisfies Record<string, readonly [readonly Entry[], Partial<ImageOptions>]>;

export type BaseName = keyof typeof BASES;

const built = new Map<BaseName, Uint8Array>();

/** A copy of its own for every caller. */
export function baseImage(name: BaseName): Uint8Array {
  const image = built.get(name) ?? build(name);
  built.set(name, image);
  return image.slice();
}

function build(name: BaseName): Uint8Array {
  const [entries, options] = BASES[name];
  return toBytes(layOutImage(entries, { volumeIdentifier: 'config-2', timestamp, ...options }));
}
