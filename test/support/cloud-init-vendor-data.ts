/** A real cloud-init on a text of vendor_data.json: its parts, the cloud-config they make, the password it would set. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programPath } from './foreign.ts';
import { textOf } from './run.ts';

export interface VendorDataVerdict {
  /** In the order in which they are handled. */
  readonly parts: readonly { readonly type: string; readonly text: string }[];
  /** Of all parts that are cloud-configs, merged. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** That of the instance, with the user data. */
  readonly whole: Readonly<Record<string, unknown>>;
  /** `hashed`: as the hash of the password that is meant. */
  readonly passwords: readonly { readonly user: string; readonly password: string; readonly hashed: boolean }[];
  /** Users who must choose a new password. */
  readonly expired: readonly string[];
  readonly sshPwauth: unknown;
  readonly warnings: readonly string[];
}

const SCRIPT = new URL('./python/cloud_init_vendor_data.py', import.meta.url).pathname;

export interface UserBesideVendor {
  readonly vendorData: string;
  readonly userData: string;
}

/** One process judges any number of texts: the cloud-init of this machine, or that whose modules are in a folder. Needs `cloudinit`. */
export const vendorDataToCloudInit = (
  texts: readonly (string | UserBesideVendor)[],
  modules?: string,
): readonly VendorDataVerdict[] =>
  JSON.parse(
    textOf(programPath('cloudinit'), [SCRIPT], {
      input: JSON.stringify(texts),
      env: modules === undefined ? {} : { PYTHONPATH: modules },
    }),
  ) as readonly VendorDataVerdict[];

const CACHE = process.env.CONFIGDRIVE_TEST_CACHE ?? fileURLToPath(new URL('../../.cache', import.meta.url));

/** Folders of the newer ones that scripts/fetch-cloud-init.mjs has brought, each named as the release of Debian's. */
export function newerCloudInits(): readonly string[] {
  const folder = join(CACHE, 'cloud-init');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('draft-')) : [];
  return names.map((name) => join(folder, name));
}
