/** The store that the options describe. */
import type { CloudStackPlacement, Placement, Store, StoreOptions } from '@configdrive/store';
import { openStore } from '@configdrive/store';
import { refusal } from '../../frame/refusal.ts';
import { groupOf, modeOf } from '../../inputs/file-options.ts';
import { buildTimestamp } from '../../inputs/timestamp.ts';
import type { CreateOptions } from './command.ts';

/** Any of them; none has all. */
type GivenOptions = Partial<CreateOptions>;

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
