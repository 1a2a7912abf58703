/** Each function of the registry on each kind of character. */
import { type Counted, growing } from '../support/steps/counted.ts';
import { registry } from './registry.ts';
import { kinds } from './texts.ts';

const calls = Object.entries(registry).flatMap(([name, call]) =>
  typeof call === 'function' ? [[name, call] as const] : call.map((each, way) => [`${name} (${way})`, each] as const),
);

export const counted: readonly Counted[] = calls.flatMap(([name, call]) =>
  kinds.map((kind, index) => ({ ...growing(`${name} of ${kind.name}`, kind.textOf, call), isWarm: index > 0 })),
);
