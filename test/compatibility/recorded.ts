/** What real programs were recorded to say of network_data.json files of other projects. */
import { readFileSync } from 'node:fs';
import { samplePath } from '../support/data.ts';

/** 0 taken, 3 partly, 1 refused. */
type Exit = 0 | 1 | 3;

interface RecordedSample {
  readonly cloud_init_22_4_2: { readonly exit: Exit };
  readonly cloud_init_04eacd06: { readonly exit: Exit };
  readonly cloudbase_init_c48d7596: { readonly exit: Exit };
  readonly nova_schema: boolean;
}

export interface RecordedRow {
  readonly name: string;
  readonly cells: readonly string[];
}

export const recordedPrograms = [
  'cloud-init 22.4.2',
  'cloud-init 26.2 (04eacd06)',
  'cloudbase-init (c48d7596)',
  "nova's schema",
] as const;

const words: Readonly<Record<Exit, string>> = { 0: 'taken', 1: 'refused', 3: 'partly' };

export function recordedRows(): readonly RecordedRow[] {
  const text = readFileSync(samplePath('expected', 'network_data-verdicts.json'), 'utf8');
  const samples = JSON.parse(text) as Readonly<Record<string, RecordedSample>>;
  return Object.entries(samples).map(([name, said]) => ({
    name: name.replace(/\.json$/, ''),
    cells: [
      ...[said.cloud_init_22_4_2, said.cloud_init_04eacd06, said.cloudbase_init_c48d7596].map(
        ({ exit }) => words[exit],
      ),
      said.nova_schema ? 'valid' : 'invalid',
    ],
  }));
}
