/** Opens the store that the options of a command describe. */
import { type CloudStackPlacement, openStore, type Placement, type Store, type StoreOptions } from '@configdrive/store';
import type { storeCommands as words } from '../../commands/store.ts';
import type { OptionsOf } from '../../framework/action.ts';
import { refusal } from '../../framework/codes.ts';
import { buildTimestamp, groupOf, modeOf } from '../../inputs/settings.ts';

/** The options of any of the commands: each has some of them. */
type GivenOptions = Partial<OptionsOf<typeof words.create>>;

/** Opens the store of these options; nothing is read yet. */
export function storeOf(options: GivenOptions): Store {
  const { secondary, primary, hostCache, keepInode = false, passwordLife, allowSharedDirectory } = options;
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
    replace: keepInode ? 'keepInode' : 'rename',
    placement: placementOf(options),
    drive: buildOptionsOf(options),
    mode: options.mode === undefined ? undefined : modeOf(options.mode),
    group: options.group === undefined ? undefined : groupOf(options.group),
    now: () => timestamp,
  });
}

const buildOptionsOf = ({ label, profile, strict }: GivenOptions): StoreOptions['drive'] => ({
  label,
  profile,
  strict,
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
