/** Opens the store that the options of a command describe. */
import type { DriveCheck, MachineOptions } from '@configdrive/core';
import type { Issue } from '@configdrive/issues';
import type { CloudStackPlacement, Placement, Store } from '@configdrive/store';
import type { storeCommands as words } from '../../commands/store.ts';
import type { OptionsOf } from '../../framework/action.ts';
import { refusal } from '../../framework/codes.ts';
import { printIssues } from '../../framework/output.ts';
import { buildTimestamp, groupOf, millisecondsOf, modeOf } from '../../inputs/settings.ts';
import { openStore } from '../../open-store.ts';
import { guestCheckBy } from '../guest-check.ts';

/** The options of any of the commands: each has some of them. */
type GivenOptions = Partial<OptionsOf<typeof words.create>>;

/** Opens the store of these options for a command that writes: guests are asked about what it writes. */
export const writingStoreOf = async (options: GivenOptions): Promise<Store> =>
  storeOf(options, await guestCheckBy(options));

/** Opens the store of these options; nothing is read yet. */
export function storeOf(options: GivenOptions, check?: DriveCheck): Store {
  const { secondary, primary, hostCache, keepInode = false, passwordLife, allowSharedDirectory } = options;
  const { lockWait, takeOverAfter } = options;
  if (secondary === undefined && primary === undefined && hostCache === undefined) {
    const message = 'say where drives are kept: --secondary, --primary or --host-cache, or CONFIGDRIVE_SECONDARY …';
    throw refusal('root-missing', [], message);
  }
  const timestamp = buildTimestamp();
  return openStore({
    secondary,
    primary,
    hostCache,
    passwordLife,
    allowSharedDirectory,
    onIssue: onceEach((issue) => void printIssues([issue])),
    maxWaitMilliseconds: lockWait === undefined ? undefined : millisecondsOf('lockWait', lockWait),
    takeOverAfterMilliseconds: takeOverAfter === undefined ? undefined : millisecondsOf('takeOverAfter', takeOverAfter),
    replace: keepInode ? 'keepInode' : 'rename',
    placement: placementOf(options),
    check,
    drive: { ...machineOptionsOf(options), strict: options.strict },
    mode: options.mode === undefined ? undefined : modeOf(options.mode),
    group: options.group === undefined ? undefined : groupOf(options.group),
    now: () => timestamp,
  });
}

/** Each writing looks at the same directories. */
function onceEach(tell: (issue: Issue) => void): (issue: Issue) => void {
  const told = new Set<string>();
  return (issue) => {
    const place = issue.place.join('/');
    if (told.has(place)) return;
    told.add(place);
    tell(issue);
  };
}

/** How the input of a command is read. */
export const machineOptionsOf = ({ label, profile, allow }: GivenOptions): MachineOptions => ({
  label,
  profile,
  allow,
});

function placementOf(options: GivenOptions): Placement | undefined {
  const { primaryPoolEnabled, forceHostCacheUse, refuseUnsupportedPool, poolType } = options;
  const settings: CloudStackPlacement = {
    primaryPoolEnabled,
    forceHostCacheUse,
    poolType,
    useHostCacheOnUnsupportedPool: refuseUnsupportedPool === undefined ? undefined : !refuseUnsupportedPool,
  };
  return Object.values(settings).some((value) => value !== undefined) ? settings : options.placement;
}
