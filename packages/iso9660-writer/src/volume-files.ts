/** Files that a volume descriptor names (ECMA-119 8.4.19–8.4.25; R22, R23): they must be in the root. */
import { identityOf } from 'iso9660-format';
import type { WriterIssues } from './issues.ts';
import { recordsOf } from './planned.ts';
import type { PlannedTree } from './planned-image.ts';

const FILE_FIELDS = ['copyrightFileIdentifier', 'abstractFileIdentifier', 'bibliographicFileIdentifier'] as const;
/** R22: a text that begins with an underscore is the name of a file that holds it. */
const TEXT_FIELDS = [
  'volumeSetIdentifier',
  'publisherIdentifier',
  'preparerIdentifier',
  'applicationIdentifier',
] as const;

/** Warns of names that no file of the root has: an image that is written anew may have them from elsewhere. */
export function reportMissingFiles({ volume, directories }: PlannedTree, report: WriterIssues): void {
  const isNamed = FILE_FIELDS.some((field) => volume[field] !== '');
  if (!isNamed && !TEXT_FIELDS.some((field) => volume[field].startsWith('_'))) return;
  const fields = [
    ...FILE_FIELDS.map((field) => [field, volume[field], 'R23'] as const),
    ...TEXT_FIELDS.map((field) => [field, volume[field].startsWith('_') ? volume[field].slice(1) : '', 'R22'] as const),
  ].filter(([, name]) => name !== '');
  const records = recordsOf(directories[0]!).filter(({ node }) => node.kind === 'file');
  const names = new Set(records.flatMap(({ identifier, node }) => [identityOf(identifier), identityOf(node.name)]));
  for (const [field, name, rule] of fields) {
    if (!names.has(identityOf(name))) report.add('volume-file-missing', [field], 'names no file of the root', { rule });
  }
}
