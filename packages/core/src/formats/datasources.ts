/** Where a drive keeps its data: the trees it has, and the folders of their versions. */
import { ec2Files, openStackFiles } from '../cloudstack-names.ts';

/** Folders that guests look for; `openstack/content` is none. */
const versionFolder = /^(?:openstack|ec2)\/(?:latest|[0-9]{4}-[0-9]{2}-[0-9]{2})(?=\/)/;

const cloudStackFolder = /^cloudstack(?:\/|$)/;

/** The two files that a NoCloud drive must have, at its top. */
const noCloudFiles: ReadonlySet<string> = new Set(['meta-data', 'user-data']);

export interface PresentDatasources {
  /** CloudStack's own tree, `cloudstack/`. */
  readonly cloudStack: boolean;
  /** Folders with a file in them: `openstack/latest`, `openstack/2018-08-27`. */
  readonly openStack: readonly string[];
  /** `ec2/latest`, `ec2/2009-04-04`. */
  readonly ec2: readonly string[];
  /** `meta-data` or `user-data` at the top. */
  readonly noCloud: boolean;
}

const userDataPath =
  /^(?:cloudstack\/user_?data\/user_data\.txt|openstack\/[^/]+\/user_data|ec2\/[^/]+\/user-data|user-data)$/;

/** Whether a drive has its user data, or one of their other names, at this path. */
export const isUserDataPath = (path: string): boolean => userDataPath.test(path);

/** Finds the trees that paths of files and directories belong to. */
export function presentDatasources(paths: Iterable<string>): PresentDatasources {
  const folders = new Set<string>();
  let cloudStack = false;
  let noCloud = false;
  for (const path of paths) {
    const [folder] = versionFolder.exec(path) ?? [];
    if (folder !== undefined) folders.add(folder);
    else if (cloudStackFolder.test(path)) cloudStack = true;
    else if (noCloudFiles.has(path)) noCloud = true;
  }
  const below = (tree: string): readonly string[] => [...folders].filter((folder) => folder.startsWith(tree));
  return { cloudStack, openStack: below('openstack/'), ec2: below('ec2/'), noCloud };
}

export const isAnyTree = ({ cloudStack, openStack, ec2, noCloud }: PresentDatasources): boolean =>
  cloudStack || openStack.length > 0 || ec2.length > 0 || noCloud;

/**
 * CloudStack's older builder (mkisofs -iso-level 3) makes no openstack/ and leaves user data in base64; today's always
 * writes openstack/latest/vendor_data.json.
 */
export const isOfOldBuilder = ({ cloudStack, openStack }: PresentDatasources): boolean =>
  cloudStack && openStack.length === 0;

/** One file in the folder of every version, there or not: `openstack/latest/user_data`. */
export const inOpenStack = ({ openStack }: PresentDatasources, file: keyof typeof openStackFiles): readonly string[] =>
  openStack.map((folder) => `${folder}/${openStackFiles[file]}`);

/** `ec2/latest/user-data` */
export const inEc2 = ({ ec2 }: PresentDatasources, file: keyof typeof ec2Files): readonly string[] =>
  ec2.map((folder) => `${folder}/${ec2Files[file]}`);
