/** Hostile YAML: nesting of every kind, aliases, anchors, tags, merge keys, long scalars, tabs, controls, streams. */
import type { Random } from '../../hostile/random.ts';
import { CANARY, countFrom, damaged, manyOf, oneOf, repeated, wordFrom } from './chance.ts';

const nestedIn =
  (open: string, inner: string, close: string) =>
  (random: Random): string => {
    const depth = random.pick([3, 50, 390, 401, 499, 501, 1500, 20_000]);
    return `${open.repeat(depth)}${inner}${close.repeat(random.below(4) === 0 ? 0 : depth)}`;
  };

const steps = (random: Random): string =>
  Array.from({ length: random.pick([3, 50, 399, 600, 1200]) }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');

/** Aliases of lists of aliases of lists. */
function laughs(random: Random): string {
  const width = random.pick([2, 10, 30]);
  const levels = Array.from({ length: 1 + random.below(9) }, (_, level) => {
    const item = level === 0 ? CANARY : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array.from({ length: width }, () => item).join(', ')}]\n`;
  });
  return levels.join('');
}

function merges(random: Random): string {
  const levels = Array.from(
    { length: 2 + random.below(12) },
    (_, level) =>
      `m${level}: &m${level} {k${level}: 1, <<: ${level === 0 ? '{a: b}' : `[*m${level - 1}, *m${level - 1}]`}}\n`,
  );
  return levels.join('');
}

const keys = (random: Random): string =>
  Array.from({ length: countFrom(random, 10) }, (_, index) => `k${index}: ${index}\n`).join('');

const NESTING: readonly ((random: Random) => string)[] = [
  nestedIn('[', '1', ']'),
  nestedIn('{a: ', '1', '}'),
  nestedIn('[a: ', '1', ']'),
  nestedIn('[? ', 'a', ']'),
  nestedIn('? ', 'a', ''),
  nestedIn('- ', 'a', ''),
  nestedIn('- ? ', 'a', ''),
  nestedIn('!!seq [', '1', ']'),
  nestedIn('&a [', '*a', ']'),
  nestedIn('!!set {', 'a', '}'),
];

const LONG: readonly ((random: Random) => string)[] = [
  (random) => `a: ${repeated(random, `${CANARY} `)}\n`,
  (random) => `a: ${repeated(random, 'b\n  ')}c\n`,
  (random) => `a: "${repeated(random, '\\n')}"\n`,
  (random) => `a: "${repeated(random, '\\u2028')}\n`,
  (random) => `a: '${repeated(random, "''")}'\n`,
  (random) => `a: |\n${repeated(random, ` ${CANARY}\n`)}`,
  (random) => `a: >-\n${repeated(random, '  b\n\n')}`,
  (random) => `? ${repeated(random, 'key')}\n: v\n`,
  (random) => `a: 1${repeated(random, ':59')}\n`,
  (random) => `a: ${repeated(random, '9')}\n`,
  (random) => `a: 0x${repeated(random, 'f')}\n`,
  (random) => `a: b${repeated(random, ' ')}x\n`,
  (random) => `a: b${repeated(random, '\t')}# c\n`,
  (random) => repeated(random, '#\tx\n'),
  (random) => repeated(random, `# ${CANARY}\n`),
  (random) => repeated(random, '\n'),
  (random) => repeated(random, '\r'),
];

const MANY: readonly ((random: Random) => string)[] = [
  (random) => `a:\n${repeated(random, '-\n')}`,
  (random) => `a:\n${repeated(random, '- 0644\n')}`,
  (random) => `a: [${repeated(random, '1,')}]\n`,
  (random) => `a: [${repeated(random, '{},')}]\n`,
  (random) => `a: &x ${CANARY}\nb: [${repeated(random, '*x,')}]\n`,
  (random) => `a: &x {b: c}\nb: [${repeated(random, '{<<: *x},')}]\n`,
  (random) => `a: [${repeated(random, '!!int 1,')}]\n`,
  (random) => `a: [${repeated(random, '!!binary "",')}]\n`,
  (random) => `a: [${repeated(random, '!<tag:yaml.org,2002:str> b,')}]\n`,
  (random) => `a: [${Array.from({ length: countFrom(random, 12) }, (_, n) => `&a${n} x`).join(',')}]\n`,
  (random) => repeated(random, '? a\n'),
  (random) => repeated(random, 'a: b\n'),
  (random) => repeated(random, '---\n'),
  (random) => repeated(random, '...\n'),
  (random) => repeated(random, '--- a\n...\n'),
  (random) => `%YAML 1.1\n${repeated(random, '%TAG ! a\n')}---\na\n`,
  (random) => `a: ${repeated(random, '{')}\n`,
  (random) => `a: ${repeated(random, '!x ')}\n`,
  (random) => `a: ${repeated(random, '&x ')}b\n`,
  (random) => `a: ${repeated(random, ': ')}\n`,
  keys,
];

/** No secrets: a key may be told. */
const KEYS = ['a', 'users', '1', 'no', '~', '"q"', '!!str x', '&k y', '*k', '<<', '? z'];

const SMALL: readonly ((random: Random) => string)[] = [
  (random) => `${random.pick(KEYS)}: ${wordFrom(random)}\n`,
  (random) =>
    `users:\n- name: ${wordFrom(random)}\n  passwd: ${CANARY}\n  ssh_authorized_keys: [${wordFrom(random)}]\n`,
  (random) => `password: ${wordFrom(random)}\nchpasswd: {expire: ${wordFrom(random)}, list: [${CANARY}]}\n`,
  (random) => `write_files:\n- {path: ${wordFrom(random)}, content: ${CANARY}, permissions: ${wordFrom(random)}}\n`,
  (random) => `runcmd:\n- [${wordFrom(random)}, ${wordFrom(random)}]\n- ${CANARY}\n`,
  () => 'a: *none\n',
  () => 'a: &a [*a]\n',
  () => '&a a: *a\n<<: *a\n',
  () => '=: =\n',
  () => '!!timestamp x: !!float y\n',
  () => '"a" "b"\n',
  () => "a: 'b\nc: d\n",
];

/** A mapping most often, or what is none. */
export function hostileYaml(random: Random): string {
  const kinds = [SMALL, SMALL, SMALL, MANY, LONG, [laughs, merges, steps], NESTING];
  const pieces = [...manyOf(random, 3, () => oneOf(random, SMALL)), oneOf(random, random.pick(kinds))];
  return damaged(random, pieces.join(''));
}
