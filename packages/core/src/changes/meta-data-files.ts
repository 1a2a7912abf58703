/** The metadata of every version of a drive: OpenStack's meta_data.json and EC2's meta-data.json. */
import type { Change } from './change.ts';
import { inEc2, inOpenStack } from './datasources.ts';
import { JsonFiles } from './json-files.ts';

export const metaDataOf = ({ files, places }: Change): JsonFiles =>
  new JsonFiles(files, inOpenStack(places, 'metaData'));

export const ec2MetaDataOf = ({ files, places }: Change): JsonFiles => new JsonFiles(files, inEc2(places, 'metaData'));

/** A drive without any meta_data.json gets one in every version. */
export function addMissingMetaData(metaData: JsonFiles, { places }: Change): void {
  if (!metaData.isEmpty) return;
  for (const path of inOpenStack(places, 'metaData')) metaData.add(path);
}

/** cloud-init takes no drive whose metadata have no uuid. */
export function reportMissingUuids(metaData: JsonFiles, { report }: Change): void {
  for (const path of metaData.filesWithout(['uuid'])) {
    report.add('uuid-missing', [path], 'has no uuid: cloud-init refuses this drive');
  }
}
