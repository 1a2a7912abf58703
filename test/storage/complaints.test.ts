/** What went wrong for users of CloudStack's drives, about files, deletes and migrations, does not go wrong here. Numbers are those of apache/cloudstack. */

import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attachment, withMetadata, withNetwork } from '@configdrive/core';
import type { DriveChange, Removal, Store } from '@configdrive/store';
import { outputFileSync } from 'fs-extra';
import { describe, expect, it } from 'vitest';
import { dataOf, INSTANCE, PASSWORD_FILE, textOn, USER_DATA_FILE, useStorePlace } from './stores.ts';

const place = useStorePlace();
const KEYS_FILE = 'cloudstack/metadata/public-keys.txt';
const HOST_FILE = 'cloudstack/metadata/hypervisor-host-name.txt';
const NETWORK_FILE = 'openstack/latest/network_data.json';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKSlf0XqtCl1vIcGcOQ1RDzbEuh4cnwYIuIUTnOykr5r new';

const fileOn = async (store: Store, path: string): Promise<string | undefined> =>
  textOn((await store.read(INSTANCE)).drive, path);

const nic = { deviceId: 1, mac: '02:00:4c:5e:00:06', ipv4: 'dhcp' } as const;
const withNic: DriveChange = (drive, options) => withNetwork(drive, [nic], options);
const onHost =
  (name: string): DriveChange =>
  (drive, options) =>
    withMetadata(drive, { 'hypervisor-host-name': name }, options);

describe('files', () => {
  it('a drive that is replaced does not vanish from the guest that has it open (#5144)', async () => {
    const store = place.open({ replace: 'keepInode' });
    const { path } = await store.create(INSTANCE, dataOf());
    const guest = openSync(path, 'r');
    await store.setPassword(INSTANCE, 'n3w');
    expect(readFileSync(guest).equals(readFileSync(path))).toBe(true);
    closeSync(guest);
  });

  it('a drive is refreshed when a NIC is plugged, and on migration (#5144)', async () => {
    const store = place.open({ replace: 'keepInode' });
    await store.create(INSTANCE, dataOf());
    await store.change(INSTANCE, withNic);
    expect(await fileOn(store, NETWORK_FILE)).toContain(nic.mac);
    await store.commit(await store.migrate(INSTANCE, { to: 'secondary', change: onHost('kvm2') }));
    expect(await fileOn(store, HOST_FILE)).toBe('kvm2');
  });

  it('drives lie in configdrive/, in lower case, one file for an instance (#2759, #2769)', async () => {
    await place.open().create(INSTANCE, dataOf());
    expect(place.files()).toEqual(['secondary/configdrive/i-2-10-VM.iso']);
  });

  it('pools that cannot hold a file get none: the drive is in the host’s cache, or the refusal says why (#4304, #2709)', async () => {
    for (const poolType of ['PowerFlex', 'RBD', 'Linstor', 'StorPool', 'CLVM', 'SharedMountPoint', 'Filesystem']) {
      const store = place.open({ placement: { primaryPoolEnabled: true, poolType } });
      expect(await store.create(INSTANCE, dataOf())).toMatchObject({ location: 'hostCache' });
    }
    const placement = { primaryPoolEnabled: true, poolType: 'PowerFlex', useHostCacheOnUnsupportedPool: false };
    await expect(place.open({ placement }).create(INSTANCE, dataOf())).rejects.toMatchObject({
      code: 'pool-unsupported',
      message: expect.stringContaining('placement.poolType'),
    });
  });

  it('no password and no key is lost between reset and start (#2705)', async () => {
    const store = place.open();
    await store.create(INSTANCE, dataOf('old-password'));
    await store.setPassword(INSTANCE, 'n3w-password');
    await store.setPublicKeys(INSTANCE, KEY);
    await store.setUserData(INSTANCE, '#!/bin/sh\n');
    expect(await Promise.all([PASSWORD_FILE, KEYS_FILE, USER_DATA_FILE].map((file) => fileOn(store, file)))).toEqual([
      'n3w-password',
      KEY,
      '#!/bin/sh\n',
    ]);
  });

  it('a password is reset without stopping the instance (wish #9387)', async () => {
    const store = place.open();
    const { path } = await store.create(INSTANCE, dataOf());
    const guest = openSync(path, 'r');
    await store.setPassword(INSTANCE, 'n3w-password', { replace: 'keepInode' });
    expect(readFileSync(guest).includes('n3w-password')).toBe(true);
    closeSync(guest);
  });

  it('a reinstalled instance has its fresh password (#9095)', async () => {
    const store = place.open({ passwordLife: 'untilRebuilt' });
    await store.create(INSTANCE, dataOf('first'));
    await store.create(INSTANCE, dataOf('fresh'), { isRebuild: false });
    expect(await fileOn(store, PASSWORD_FILE)).toBe('fresh');
  });

  it('the drive is the second CD, beside the ordinary one and never instead of it (#4808, #7902, #10318)', () => {
    const { xml } = attachment('/export/secondary/configdrive/i-2-10-VM.iso', { hypervisor: 'libvirt' });
    expect(xml).toContain("<target dev='hdd' bus='ide'/>");
  });
});

describe('deletes never hold up the end of an instance', () => {
  const outcomeOf = async (store: Store): Promise<string> => {
    const removals: Removal[] = [];
    const outcome = await store.remove(INSTANCE, { onRemoval: (removal) => removals.push(removal) });
    expect(
      removals.filter((removal) => removal.outcome === 'unreachable').every(({ error }) => error !== undefined),
    ).toBe(true);
    return outcome;
  };

  it('of one that was never started (#6146)', async () => {
    expect(await outcomeOf(place.open())).toBe('no-directory');
    await place.open().create('i-2-11-VM', dataOf());
    expect(await outcomeOf(place.open())).toBe('absent');
  });

  it('of one whose host is gone, and its cache with it (#7428, #6234, #10045)', async () => {
    const store = place.open({ placement: 'hostCache' });
    await store.create(INSTANCE, dataOf());
    rmSync(place.roots.hostCache, { recursive: true });
    expect(await outcomeOf(store)).toBe('unreachable');
  });

  it('of one that is removed at stop and again at expunge', async () => {
    const store = place.open();
    await store.create(INSTANCE, dataOf());
    expect([await outcomeOf(store), await outcomeOf(store)]).toEqual(['removed', 'absent']);
  });

  it('of one whose drive went to another store than the settings say now', async () => {
    await place.open({ placement: 'primary' }).create(INSTANCE, dataOf());
    expect(await outcomeOf(place.open({ placement: 'secondary' }))).toBe('removed');
    expect(place.files()).toEqual([]);
  });

  it('and what could not be removed then is collected later (#7584, #11984)', async () => {
    const store = place.open({ placement: 'hostCache' });
    const { path } = await store.create(INSTANCE, dataOf());
    const left = readFileSync(path);
    rmSync(place.roots.hostCache, { recursive: true });
    await outcomeOf(store);
    outputFileSync(path, left);
    const { orphans } = await store.gc(['i-2-11-VM']);
    expect([orphans.length, existsSync(path)]).toEqual([1, false]);
  });
});

describe('migrations', () => {
  it('go between hosts with the drive in their caches, and on NFS (#11425, #6173)', async () => {
    mkdirSync(join(place.directory, 'kvm2'));
    const cached = place.open({ placement: { primaryPoolEnabled: true, poolType: 'RBD' } });
    await cached.create(INSTANCE, dataOf());
    const to = { location: 'hostCache', root: join(place.directory, 'kvm2') } as const;
    const away = await cached.migrate(INSTANCE, { to, change: onHost('kvm2') });
    expect(await cached.commit(away)).toBe('removed');
    expect(place.files()).toEqual(['kvm2/config/configdrive/i-2-10-VM.iso']);
    const shared = place.open({ placement: { primaryPoolEnabled: true, poolType: 'NetworkFilesystem' } });
    await shared.create(INSTANCE, dataOf());
    const stays = await shared.migrate(INSTANCE, { to: 'primary', change: onHost('kvm2') });
    expect([await shared.commit(stays), await fileOn(shared, HOST_FILE)]).toEqual(['absent', 'kvm2']);
  });

  it('that fail leave the drive where the instance is', async () => {
    const store = place.open();
    const { sha256 } = await store.create(INSTANCE, dataOf());
    for (const to of ['primary', 'secondary'] as const) {
      await store.rollback(await store.migrate(INSTANCE, { to, change: onHost('kvm2') }));
      expect(await store.stat(INSTANCE)).toMatchObject({ location: 'secondary', sha256 });
    }
  });
});

/** What happens to an instance, by upstream's own integration test, and whether its password is on the drive afterwards. */
const events: Readonly<Record<string, readonly [happen: (store: Store) => Promise<unknown>, hasPassword: boolean]>> = {
  'a reset of the password': [(store) => store.setPassword(INSTANCE, 'n3w'), true],
  'new user data': [(store) => store.setUserData(INSTANCE, '#!/bin/sh\n'), false],
  'new SSH keys': [(store) => store.setPublicKeys(INSTANCE, KEY), false],
  'a stop and a start': [
    async (store) => {
      await store.remove(INSTANCE);
      await store.create(INSTANCE, dataOf(), { isRebuild: true });
    },
    false,
  ],
  'a live migration': [async (store) => store.commit(await store.migrate(INSTANCE, { to: 'primary' })), false],
  'a NIC that is plugged': [(store) => store.change(INSTANCE, withNic), false],
  'a reinstallation': [(store) => store.create(INSTANCE, dataOf('fresh'), { isRebuild: false }), true],
  'a reboot, or a restart of the network': [async () => {}, true],
};

describe('with CloudStack’s life of passwords', () => {
  it.each(Object.entries(events))('%s', async (_event, [happen, hasPassword]) => {
    const store = place.open({ passwordLife: 'untilRebuilt' });
    await store.create(INSTANCE, dataOf());
    await happen(store);
    expect((await fileOn(store, PASSWORD_FILE)) !== undefined).toBe(hasPassword);
  });
});
