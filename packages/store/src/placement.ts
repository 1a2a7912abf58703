/** CloudStack's rule for where a drive goes (4.15 and later), its settings as options. */
import { inputRefusal } from '@configdrive/issues';
import { checkArguments, isObject, type Kind } from '@configdrive/issues/arguments';
import { storeCodes } from './codes.ts';
import { type StoreLocation, storeLocations } from './locations.ts';

/** CloudStack's settings, with its defaults, and what it knows of the instance. */
export interface CloudStackPlacement {
  /** Only KVM has anything but secondary storage. Default `kvm`, compared without case. */
  readonly hypervisor?: string | undefined;
  /** `vm.configdrive.primarypool.enabled`: on the primary storage that the root volume is on. Default false. */
  readonly primaryPoolEnabled?: boolean | undefined;
  /** `vm.configdrive.use.host.cache.on.unsupported.pool`. Default true. */
  readonly useHostCacheOnUnsupportedPool?: boolean | undefined;
  /** `vm.configdrive.force.host.cache.use`: always in the host's cache. Default false. */
  readonly forceHostCacheUse?: boolean | undefined;
  /** Type of the root volume's pool in CloudStack's words (`NetworkFilesystem`, `RBD` …): needed with primary storage. */
  readonly poolType?: string | undefined;
}

/** A fixed location, or the rule that chooses one. */
export type Placement = StoreLocation | CloudStackPlacement;

/** Of all pools only NFS says that it can hold the file. */
const SUPPORTED_POOL = 'NetworkFilesystem';

/**
 * Chooses the location that CloudStack would choose.
 *
 * @throws InvalidInputError `pool-unsupported` where CloudStack says "Config drive for KVM is not supported for pool type"
 */
export function chosenLocation(placement: Placement): StoreLocation {
  checkArguments(['placement', somePlacement, placement]);
  if (typeof placement === 'string') return placement;
  const { hypervisor = 'kvm', primaryPoolEnabled = false, forceHostCacheUse = false, poolType } = placement;
  if (hypervisor.toLowerCase() !== 'kvm') return 'secondary';
  if (forceHostCacheUse) return 'hostCache';
  if (!primaryPoolEnabled) return 'secondary';
  if (poolType === SUPPORTED_POOL) return 'primary';
  if (placement.useHostCacheOnUnsupportedPool ?? true) return 'hostCache';
  const message = `a pool of another type than ${SUPPORTED_POOL} holds no config drive, and the host's cache is not allowed`;
  throw inputRefusal(storeCodes, 'pool-unsupported', ['placement', 'poolType'], message);
}

/** Merges what an operation says on top of what the store says. */
export const mergedPlacement = (base: Placement, own: Placement | undefined): Placement =>
  typeof base === 'object' && typeof own === 'object' ? { ...base, ...own } : (own ?? base);

const somePlacement: Kind = {
  words: "a location, or CloudStack's settings for one",
  is: (value) => storeLocations.some((location) => location === value) || (isObject(value) && areSettings(value)),
};

const areSettings = ({ hypervisor, poolType }: Readonly<Record<string, unknown>>): boolean =>
  [hypervisor, poolType].every((setting) => setting === undefined || typeof setting === 'string');
