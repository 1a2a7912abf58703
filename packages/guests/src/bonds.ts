/**
 * Words of bonds, to look up JSON values in: netplan, cloudbase-init and Talos know the kernel's, and no numbers.
 */
import * as words from '@configdrive/core/internal';
import type { JsonValue } from './json.ts';

export const bondModes: ReadonlySet<JsonValue> = new Set<JsonValue>(words.bondModes);

export const hashPolicies: ReadonlySet<JsonValue> = new Set<JsonValue>(words.hashPolicies);
