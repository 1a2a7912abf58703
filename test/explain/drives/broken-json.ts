/** JSON files that are none, or other JSON than wanted. */
import { BOM, bytes, type Change, LATEST, META, NETWORK, setFile, VENDOR } from './sound.ts';

/** Ways for a file to be no JSON, or other JSON than wanted. */
const BROKEN_TEXTS: readonly (readonly [name: string, text: string | Uint8Array])[] = [
  ['empty', ''],
  ['a blank', ' '],
  ['a word', 'nonsense'],
  ['cut off', '{"uuid": "x"'],
  ['a trailing comma', '{"uuid": "x",}'],
  ['single quotes', "{'uuid': 'x'}"],
  ['a comment', '// c\n{"uuid": "x"}'],
  ['two values', '{"uuid": "x"} {}'],
  ['a leading zero', '{"uuid": "x", "n": 01}'],
  ['a raw line break in a text', '{"uuid": "x\ny"}'],
  ['a bad escape', '{"uuid": "\\x41"}'],
  ['half an escape', '{"uuid": "\\u00"}'],
  ['an unquoted key', '{uuid: "x"}'],
  ['a byte order mark', `${BOM}{"uuid": "x"}`],
  ['UTF-16', new Uint8Array(Buffer.from(`${BOM}{"uuid": "x"}`, 'utf16le'))],
  ['Latin-1', bytes(0x7b, 0x22, 0xe4, 0x22, 0x3a, 0x31, 0x7d)],
  ['a NUL', '{"uuid": "x"}\u0000'],
  ['null', 'null'],
  ['a number', '12'],
  ['true', 'true'],
  ['minus', '{"uuid": -}'],
  ['a list', '["uuid"]'],
  ['a text', '"uuid"'],
  ['an empty text', '""'],
  ['an empty list', '[]'],
  ['too many brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['a hundred brackets', `{"uuid": "x", "n": ${'['.repeat(100)}${']'.repeat(100)}}`],
  ['not a number', '{"uuid": "x", "n": [NaN, Infinity, -Infinity, -0, 1e5]}'],
  ['blanks everywhere', ' \t\r\n{ "uuid" \n:\t"x" , "hostname": "a" }\r\n '],
  ['a repeated key', '{"uuid": "first", "uuid": "last"}'],
  ['a prototype', '{"__proto__": {"uuid": "y"}, "uuid": "x"}'],
  ['surrogates', '{"uuid": "\\ud83d\\ude00 \\ud800"}'],
  ['a missing file', 'REMOVED'],
  ['a directory', 'DIRECTORY'],
];

export const brokenFileChanges: readonly Change[] = [
  META,
  NETWORK,
  VENDOR,
  `${LATEST}/vendor_data2.json`,
  'ec2/latest/meta-data.json',
].flatMap((path) =>
  BROKEN_TEXTS.map(([name, text]): Change => {
    const content = text === 'REMOVED' ? undefined : text === 'DIRECTORY' ? null : text;
    return [`${path}: ${name}`, setFile(path, content)];
  }),
);
