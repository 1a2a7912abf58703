/** The work of inputs-with-thousands-of-problems.test.ts. */
import { parseYamlText } from '../../packages/cli/src/inputs/yaml-text.ts';
import { type Counted, growing } from '../support/steps/counted.ts';

const keysOf = (length: number): string => Array.from({ length: length / 10 }, (_, index) => `k${index}: 1\n`).join('');

export const counted: readonly Counted[] = [growing('keys of YAML', keysOf, (text) => parseYamlText(text, 'vm.yaml'))];
