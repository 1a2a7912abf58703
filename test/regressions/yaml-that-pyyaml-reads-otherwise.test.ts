/**
 * What PyYAML, which cloud-init uses, takes and explain refused, or the other way round: found by 30,000 generated documents.
 * That PyYAML says the same, value by value, is in test/explain/yaml.test.ts.
 */
import { expect, it } from 'vitest';
import { Budget } from '../../packages/guests/src/budget.ts';
import { parseYaml } from '../../packages/guests/src/yaml/yaml.ts';
import { ONCE_DIFFERENT } from '../explain/smallest-yaml.ts';

it.each(ONCE_DIFFERENT)('%s: %j', (_, text, isTaken) => {
  expect(parseYaml(text, new Budget())).toHaveProperty(isTaken ? 'value' : 'fault');
});
