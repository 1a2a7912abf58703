/** 7-Zip: the Joliet tree always, where there is one, as Windows would. It refuses images that others forgive. */
import { programPath } from '../foreign.ts';
import { run, runOk, textOf } from '../run.ts';
import { byPath, type SeenEntry, seenInDirectory } from '../seen.ts';
import { withTemporaryDirectory } from '../temporary.ts';

/** Listed and extracted must be the same set: what is listed and cannot be extracted has no contents here. */
export function listWithSevenZip(image: string): readonly SeenEntry[] {
  const extracted = withTemporaryDirectory((directory) => {
    runOk(programPath('7z'), ['x', '-y', '-bd', `-o${directory}`, image]);
    return new Map(seenInDirectory(directory).map((entry) => [entry.path, entry]));
  });
  return listed(image)
    .map((entry) => ({ ...entry, ...extracted.get(entry.path) }))
    .sort(byPath);
}

/** Errors and warnings of a test of the whole image; empty when it finds nothing. */
export function warningsOfSevenZip(image: string): readonly string[] {
  const { status, stdout, stderr } = run(programPath('7z'), ['t', '-bd', image]);
  const lines = `${stdout.toString('utf8')}${stderr}`
    .split('\n')
    .filter((line) => /(ERROR|WARNING|Warnings|Errors)/i.test(line));
  return status === 0 && lines.length === 0 ? [] : [`exit status ${String(status)}`, ...lines];
}

function listed(image: string): readonly SeenEntry[] {
  const [, body = ''] = textOf(programPath('7z'), ['l', '-slt', image]).split('\n----------\n');
  return body
    .split('\n\n')
    .map((block) => new Map(block.split('\n').map((line) => line.split(' = ') as [string, string])))
    .filter((fields) => fields.has('Path'))
    .map(entryOf);
}

function entryOf(fields: ReadonlyMap<string, string>): SeenEntry {
  const path = fields.get('Path') ?? '';
  if (fields.get('Folder') === '+') return { path, type: 'directory' };
  return { path, type: 'file', byteLength: Number(fields.get('Size')) };
}
