/** The metadata of every version of a drive: OpenStack's meta_data.json and EC2's meta-data.json. */

import { inEc2, inOpenStack } from '../formats/datasources.ts';
import type { Change } from './change.ts';
import { JsonFiles } from './json-files.ts';

export const metaDataOf = ({ files, places }: Change): JsonFiles =>
  new JsonFiles(files, inOpenStack(places, 'metaData'));

export const ec2MetaDataOf = ({ files, places }: Change): JsonFiles => new JsonFiles(files, inEc2(places, 'metaData'));

/** A drive without any meta_data.json gets one in every version. */
export function addMissingMetaData(metaData: JsonFiles, { places }: Change): void {
  if (!metaData.isEmpty) return;
  for (const path of inOpenStack(places, 'metaData')) metaData.add(path);
}

/** Files of metadata that have a uuid. */
export const filesWithUuid = (metaData: JsonFiles): readonly string[] => metaData.filesWith(['uuid']);

/** Refuses to take the uuid out of metadata, without which cloud-init takes no drive; where there was none, it is only told. */
export function reportMissingUuids(metaData: JsonFiles, before: readonly string[], { report }: Change): void {
  for (const path of metaData.filesWithout(['uuid'])) {
    const why = 'has no uuid: cloud-init refuses this drive';
    if (before.includes(path)) report.add('uuid-missing', [path], why);
    else report.add('uuid-absent', [path], why, { severity: 'warning' });
  }
}
