/** Host names as Talos takes them (HostnameSpec.ParseFQDN): the first label, of a name that DNS could hold. */
import type { Place } from '@configdrive/issues';
import { Stopped } from '../items.ts';

export interface TalosMachine {
  readonly hostname: string | undefined;
  /** A host name that Talos refuses. */
  readonly fault: Stopped | undefined;
}

/** Of the first label, and of the whole name. */
const MAX_LABEL_BYTES = 63;
const MAX_NAME_BYTES = 253;

/** A name it refuses costs the network, too. */
export function machineCalled(name: string, place: Place): TalosMachine {
  if (name === '') return { hostname: undefined, fault: undefined };
  const [label = ''] = name.split('.');
  const isName = label !== '' && label.length <= MAX_LABEL_BYTES && name.length <= MAX_NAME_BYTES;
  const why = `${name.length} characters that are no host name, or begin with a dot`;
  return { hostname: label, fault: isName ? undefined : new Stopped(place, why) };
}
