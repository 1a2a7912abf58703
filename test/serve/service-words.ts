/** What service.mjs is told. */
import type { FormName, MachineInput } from '@configdrive/core';

export interface ServiceWords {
  readonly listen: readonly {
    readonly form: FormName;
    readonly address: string;
    readonly port: number;
    readonly passwordPort?: number;
    readonly network?: string;
    /** A directory of images, or machines by name. */
    readonly drives: string | readonly (readonly [string, MachineInput])[];
  }[];
  /** Directory of the ledger of passwords. */
  readonly state: string;
}
