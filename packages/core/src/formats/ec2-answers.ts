/**
 * EC2's form, as nova serves it: `/latest/meta-data/` lists names, folders end in a slash, `public-keys/` lists `0=name`. It is
 * made of `ec2/latest/meta-data.json`.
 */
import { strictUtf8Text } from 'iso9660-format';
import { ec2Files } from '../cloudstack-names.ts';
import { newIssues } from '../issues.ts';
import { MOST_DOCUMENT_BYTES } from '../limits.ts';
import { type Answer, type Answers, bytesAnswer, type Form, isServedName, textAnswer } from './answer.ts';
import { PUBLIC_KEYS_KEY } from './ec2-meta-data.ts';
import { type FileBytes, fileBytesOf } from './file-bytes.ts';
import { datedVersions, openStackEntries } from './openstack.ts';

/** A tree that answers is no deeper: `placement/availability-zone`, `public-keys/0/openssh-key`. */
const MOST_DEEP = 8;

/** Of all answers of one machine: each version has them. */
const MOST_NAMES = 2000;

export const ec2Answers: Form = {
  ofMachine: (data, setting) => ec2AnswersOf(fileBytesOf(openStackEntries(data, setting, newIssues()))),
  ofFiles: (files) => (files.has(latest(ec2Files.metaData)) ? ec2AnswersOf(files) : undefined),
};

const latest = (name: string): string => `ec2/latest/${name}`;

/** Nothing where a drive has no tree of EC2's. */
export function ec2AnswersOf(files: FileBytes): Answers {
  const answers = new Map<string, Answer>();
  const metaData = objectIn(files.get(latest(ec2Files.metaData)));
  if (metaData === undefined) return answers;
  const userData = files.get(latest(ec2Files.userData));
  const versions = [...datedVersions.ec2, 'latest'];
  answers.set('/', textAnswer(versions.join('\n')));
  const below = new Map<string, Answer>();
  addFolder(below, '/meta-data', metaData, 0);
  for (const version of versions) {
    answers.set(`/${version}`, textAnswer(userData === undefined ? 'meta-data/' : 'meta-data/\nuser-data'));
    if (userData !== undefined) answers.set(`/${version}/user-data`, bytesAnswer(userData));
    for (const [path, answer] of below) answers.set(`/${version}${path}`, answer);
  }
  return answers;
}

type Folder = Readonly<Record<string, unknown>>;

function objectIn(bytes: Uint8Array | undefined): Folder | undefined {
  if (bytes === undefined || bytes.byteLength > MOST_DOCUMENT_BYTES) return undefined;
  try {
    const value: unknown = JSON.parse(strictUtf8Text(bytes) ?? '');
    return isFolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isFolder = (value: unknown): value is Folder =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function addFolder(answers: Map<string, Answer>, path: string, folder: Folder, depth: number): void {
  const isOfKeys = path.endsWith(`/${PUBLIC_KEYS_KEY}`);
  const lines: string[] = [];
  for (const [name, value] of Object.entries(folder)) {
    if (name === NAME_OF_KEY || !isServedName(name) || answers.size >= MOST_NAMES) continue;
    if (!isFolder(value)) {
      lines.push(name);
      answers.set(`${path}/${name}`, textAnswer(textOf(value)));
    } else if (depth < MOST_DEEP) {
      lines.push(isOfKeys ? keyLine(name, value) : `${name}/`);
      addFolder(answers, `${path}/${name}`, value, depth + 1);
    }
  }
  answers.set(`${path}/`, textAnswer(lines.join('\n')));
}

/** Under this key nova's drives keep the line of a key in the listing. */
const NAME_OF_KEY = '_name';

const keyLine = (index: string, { [NAME_OF_KEY]: line }: Folder): string =>
  typeof line === 'string' && /^[0-9]{1,4}=[A-Za-z0-9._@-]{1,255}$/.test(line) ? line : `${index}=key-${index}`;

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';
}
