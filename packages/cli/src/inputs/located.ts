/** Issues with the place in the file that they are about: looked for only when something is wrong. */
import { type FindPlaces, findInJson, positioned } from '@configdrive/core/internal';
import type { Issue, TextPosition } from '@configdrive/issues';
import { type ReadText, readTexts, userDataFile } from './read-texts.ts';

/** The issues with file and position, as far as they are about a value of what was read. */
export async function located(issues: readonly Issue[]): Promise<readonly Issue[]> {
  // What is of one part of the input alone is in its own file, where it has one.
  const inOrder = [...readTexts()].sort((a, b) => b.prefix.length - a.prefix.length);
  let found = issues.map(inUserData);
  for (const read of inOrder) {
    const find = read.form === 'json' ? findInJson : await findInYaml();
    found = positioned(found, read.text, find, read.prefix).map((issue, index) =>
      issue === found[index] ? inMember(issue, read, find) : { ...issue, file: read.file },
    );
  }
  return found;
}

const findInYaml = async (): Promise<FindPlaces> => (await import('./yaml-places.ts')).findInYaml;

/** Members of an input that are texts of their own, each with the names that they have on drives. */
const innerTexts: readonly (readonly [member: string, onDrive: RegExp])[] = [
  ['userData', /(?:^|\/)user[_-]data(?:\.txt)?$/],
  ['vendorData', /(?:^|\/)vendor[_-]data(?:\.json)?$/],
  ['vendorData2', /\/vendor_data2\.json$/],
];

const memberOf = ({ place }: Issue): string | undefined =>
  innerTexts.find(([, onDrive]) => onDrive.test(String(place[0])))?.[0];

/** A line of the user data on the drive is that of their file. */
function inUserData(issue: Issue): Issue {
  const file = userDataFile();
  const isOurs = file !== undefined && issue.at !== undefined && issue.file === undefined;
  return isOurs && memberOf(issue) === 'userData' ? { ...issue, file } : issue;
}

/** Where a line of a text on the drive is the line of a member: a part of a message, for one, has lines of its own. */
const WHOLE_TEXT = /^(?:cloud-init\/(?:0\/)?)?line\/\d+$/;

/** A line of a text that stands in the input is one of the input's file: the line itself, or that of a value in one line. */
function inMember(issue: Issue, { text, file, prefix }: ReadText, find: FindPlaces): Issue {
  const { at, place } = issue;
  const member = memberOf(issue);
  if (at === undefined || issue.file !== undefined || member === undefined || prefix.length > 0) return issue;
  if (!WHOLE_TEXT.test(place.slice(1).join('/'))) return issue;
  const { code, severity, message } = issue;
  const [value] = positioned([{ code, severity, message, place: [member] }], text, find);
  return value?.at === undefined ? issue : { ...issue, file, at: lineIn(value.at, at, text) };
}

/** The lines of a literal block of YAML begin below its sign. */
function lineIn(value: TextPosition, { line }: TextPosition, text: string): TextPosition {
  const isBlock =
    text
      .split('\n', value.line)
      .at(-1)
      ?.charAt(value.column - 1) === '|';
  return isBlock ? { line: value.line + line, column: 1, length: 0 } : value;
}
