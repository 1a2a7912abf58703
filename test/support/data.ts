/** Where the shared sample data is: it stays outside the repository, so a machine without it skips what needs it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeUnless, describeWhere } from './foreign.ts';

const SHARED_FOLDER = fileURLToPath(new URL('../../../shared', import.meta.url));

const DATA_DIRECTORY = process.env.CONFIGDRIVE_TEST_DATA ?? join(SHARED_FOLDER, 'data');

/** The path of a sample: `samplePath('schemas', 'nova-network_data.ecma.schema.json')`. */
export const samplePath = (...names: readonly string[]): string => join(DATA_DIRECTORY, ...names);

export const hasSampleData = (): boolean => existsSync(DATA_DIRECTORY);

/** Someone meant the data to be here; then its absence is a failure under CI. */
const isPromised = (): boolean => process.env.CONFIGDRIVE_TEST_DATA !== undefined || existsSync(SHARED_FOLDER);

/** A `describe` that needs the shared sample data; it reads it inside its tests only. */
export function withSampleData(title: string, body: () => void): void {
  const remedy = hasSampleData() ? undefined : 'set CONFIGDRIVE_TEST_DATA to the sample data';
  const describeOrSkip = isPromised() ? describeUnless : describeWhere;
  describeOrSkip(remedy, title, body);
}
