/** The real cloud-init on a text of vendor_data.json: its parts, the cloud-config they make, the password it would set. */
import { programPath } from './foreign.ts';
import { textOf } from './run.ts';

export interface VendorDataVerdict {
  /** In the order in which they are handled. */
  readonly parts: readonly { readonly type: string; readonly text: string }[];
  /** Of all parts that are cloud-configs, merged. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** `hashed`: as the hash of the password that is meant. */
  readonly passwords: readonly { readonly user: string; readonly password: string; readonly hashed: boolean }[];
  /** Users who must choose a new password. */
  readonly expired: readonly string[];
  readonly sshPwauth: unknown;
  readonly warnings: readonly string[];
}

const SCRIPT = new URL('./python/cloud_init_vendor_data.py', import.meta.url).pathname;

/** One process judges any number of texts. Needs `cloudinit`. */
export const vendorDataToCloudInit = (texts: readonly string[]): readonly VendorDataVerdict[] =>
  JSON.parse(
    textOf(programPath('cloudinit'), [SCRIPT], { input: JSON.stringify(texts) }),
  ) as readonly VendorDataVerdict[];
