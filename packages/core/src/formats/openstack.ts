/**
 * OpenStack's tree: the same files in every version's folder, EC2's metadata beside them, files for the guest in `content/`.
 */
import { type Entry, utf8Bytes } from 'iso9660-format';
import { ADMIN_PASS, ec2Files, openStackFiles, USER_DATA_PATH } from '../cloudstack-names.ts';
import { type JsonText, jsonArray, jsonNumber, jsonObject, jsonRecord, jsonString } from '../encoding/ordered-json.ts';
import type { Setting } from '../input/settings.ts';
import type { CoreIssues } from '../issues.ts';
import type { MachineData } from '../machine/machine-data.ts';
import type { InjectedFile } from '../machine/openstack-data.ts';
import { ec2MetaDataText } from './ec2-meta-data.ts';
import { metaDataMembers } from './meta-data.ts';
import { networkDataText } from './network-data.ts';
import { adminPass } from './password-places.ts';
import { reportUnplaced } from './unsupported-data.ts';
import { vendorDataFile } from './vendor-data-file.ts';

/** Those of nova. A guest takes the newest it knows, so that either all are there or none (cloud-init to 2018-08-27). */
export const datedVersions = {
  openstack: [
    '2012-08-10',
    '2013-04-04',
    '2013-10-17',
    '2015-10-15',
    '2016-06-30',
    '2016-10-06',
    '2017-02-22',
    '2018-08-27',
    '2020-10-14',
    '2025-04-04',
  ],
  ec2: ['2009-04-04'],
} as const;

/** Contents by file name; bytes, since only these can be one extent under many names. */
type Contents = ReadonlyMap<string, Uint8Array>;

export function openStackEntries(vm: MachineData, setting: Setting, report: CoreIssues): Entry[] {
  reportUnplaced(vm, report);
  const userData = vm.userData.get(USER_DATA_PATH);
  const openStack = contentsOf({
    [openStackFiles.metaData]: metaDataOf(vm, setting, report),
    [openStackFiles.networkData]: networkDataText(vm.nics, setting.profile, 'address', report),
    [openStackFiles.userData]: userData,
    [openStackFiles.vendorData]: vendorDataFile(vm, setting.profile),
    [openStackFiles.vendorData2]: vm.openstack.vendorData2,
  });
  const ec2 = contentsOf({ [ec2Files.metaData]: ec2MetaDataText(vm), [ec2Files.userData]: userData });
  return [...inVersions('ec2', ec2, setting), ...contentFiles(vm), ...inVersions('openstack', openStack, setting)];
}

function contentsOf(files: Readonly<Record<string, string | Uint8Array | undefined>>): Contents {
  const contents = new Map<string, Uint8Array>();
  for (const [name, content] of Object.entries(files)) {
    if (content !== undefined) contents.set(name, typeof content === 'string' ? utf8Bytes(content) : content);
  }
  return contents;
}

/** The same content object in each folder: hard links. */
function inVersions(tree: keyof typeof datedVersions, contents: Contents, { openstackVersions }: Setting): Entry[] {
  const dated = openstackVersions === 'dated' ? datedVersions[tree] : [];
  return [...dated, 'latest'].flatMap((version) =>
    Array.from(contents, ([name, content]): Entry => ({ path: `${tree}/${version}/${name}`, content })),
  );
}

/** `/content/0000`, as nova counts. */
const contentPath = (index: number): string => `/content/${String(index).padStart(4, '0')}`;

const contentFiles = ({ openstack }: MachineData): Entry[] =>
  openstack.files.map(({ content }, index) => ({ path: `openstack${contentPath(index)}`, content }));

function metaDataOf(vm: MachineData, setting: Setting, report: CoreIssues): JsonText {
  const { files, randomSeed, devices, projectId, launchIndex } = vm.openstack;
  const members = metaDataMembers(vm, 'openstack', setting, report);
  const put = (key: string, value: JsonText | undefined): unknown => value && members.set(key, value);
  put('files', files.length === 0 ? undefined : jsonArray(files.map(fileOf)));
  const hasPassword = adminPass.isWritten({ ...setting, trees: { cloudStack: false } });
  put(ADMIN_PASS, hasPassword ? optionalText(vm.password) : undefined);
  put('launch_index', launchIndex === undefined ? undefined : jsonNumber(launchIndex));
  put('project_id', optionalText(projectId));
  put('random_seed', optionalText(randomSeed));
  put('devices', devices.length === 0 ? undefined : jsonArray(devices));
  return jsonObject(members);
}

const optionalText = (text: string | undefined): JsonText | undefined =>
  text === undefined ? undefined : jsonString(text);

const fileText = jsonRecord('content_path', 'path');

const fileOf = ({ path }: InjectedFile, index: number): JsonText =>
  fileText({ content_path: jsonString(contentPath(index)), path: jsonString(path) });
