/** Inputs in memory as the stream that a batch reads. */
import type { DriveInput } from '@configdrive/core';
import { checkArguments, iterable } from '@configdrive/issues/arguments';

/**
 * Turns inputs into the NDJSON that `buildMany` takes. JSON has no bytes: user data in bytes become a `user_data` triple in base64.
 *
 * @param inputs Asked for the next one when it is wanted: a query's cursor will do.
 */
export async function* ndjsonOf(
  inputs: Iterable<DriveInput> | AsyncIterable<DriveInput>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  checkArguments(['inputs', iterable('a list of inputs'), inputs]);
  const encoder = new TextEncoder();
  for await (const input of inputs) yield encoder.encode(`${JSON.stringify(withoutBytes(input))}\n`);
}

function withoutBytes(input: DriveInput): DriveInput {
  const { userData, ...others } = input;
  if (!(userData instanceof Uint8Array)) return input;
  const base64 = Buffer.from(userData).toString('base64');
  return { ...others, vmData: [...(input.vmData ?? []), ['userdata', 'user_data', base64]] };
}
