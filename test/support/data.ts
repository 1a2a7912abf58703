/** Where the shared sample data is: it stays outside the repository, so a machine without it skips what needs it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeUnless } from './foreign.ts';

const BESIDE_THE_CHECKOUT = fileURLToPath(new URL('../../../shared/data', import.meta.url));

const DATA_DIRECTORY = process.env.CONFIGDRIVE_TEST_DATA ?? BESIDE_THE_CHECKOUT;

/** The path of a sample: `samplePath('schemas', 'nova-network_data.ecma.schema.json')`. */
export const samplePath = (...names: readonly string[]): string => join(DATA_DIRECTORY, ...names);

export const hasSampleData = (): boolean => existsSync(DATA_DIRECTORY);

/** A `describe` that needs the shared sample data; reads it inside its tests only. */
export const withSampleData = (title: string, body: () => void): void =>
  describeUnless(hasSampleData() ? undefined : 'set CONFIGDRIVE_TEST_DATA to the sample data', title, body);
