import { describe, expect, it } from 'vitest';
import { type CloudStackPlacement, chosenLocation, mergedPlacement } from './placement.ts';

const RBD = 'RBD';
const NFS = 'NetworkFilesystem';

describe('CloudStack’s rule', () => {
  it.each<[CloudStackPlacement, string]>([
    [{}, 'secondary'],
    [{ poolType: NFS }, 'secondary'],
    [{ primaryPoolEnabled: true, poolType: NFS }, 'primary'],
    [{ primaryPoolEnabled: true, poolType: RBD }, 'hostCache'],
    [{ primaryPoolEnabled: true }, 'hostCache'],
    [{ primaryPoolEnabled: true, poolType: NFS, forceHostCacheUse: true }, 'hostCache'],
    [{ forceHostCacheUse: true }, 'hostCache'],
    [{ primaryPoolEnabled: true, poolType: NFS, useHostCacheOnUnsupportedPool: false }, 'primary'],
    [{ hypervisor: 'VMware', forceHostCacheUse: true, primaryPoolEnabled: true, poolType: NFS }, 'secondary'],
    [{ hypervisor: 'KVM', forceHostCacheUse: true }, 'hostCache'],
  ])('with %j chooses %s', (settings, location) => {
    expect(chosenLocation(settings)).toBe(location);
  });

  it('refuses a pool that holds no files when nothing else is allowed', () => {
    const settings = { primaryPoolEnabled: true, poolType: RBD, useHostCacheOnUnsupportedPool: false };
    expect(() => chosenLocation(settings)).toThrow(
      expect.objectContaining({ name: 'InvalidInputError', code: 'pool-unsupported' }),
    );
  });
});

describe('what an operation says of the placement', () => {
  it('goes on top of the settings, or instead of them', () => {
    const base = { primaryPoolEnabled: true };
    expect(mergedPlacement(base, { poolType: NFS })).toEqual({ primaryPoolEnabled: true, poolType: NFS });
    expect(mergedPlacement(base, 'secondary')).toBe('secondary');
    expect(mergedPlacement('secondary', base)).toBe(base);
    expect(mergedPlacement(base, undefined)).toBe(base);
  });
});
