/**
 * What each command answers, in JSON and in XML, from the table with sample values, beside committed texts that were looked at
 * against what CloudStack writes. A difference is part of the commit that wants it: vitest's --update takes the new.
 */
import { type CommandName, commandNames, type Format, serialise } from '@configdrive/cloudstack-api';
import { expect, it } from 'vitest';
import { withForeign } from '../support/foreign.ts';
import { run } from '../support/run.ts';
import { sampleAnswer } from './samples.ts';

const bodyOf = (command: CommandName, as: Format): string =>
  serialise(command, sampleAnswer(command) as never, as).body;

/** A line for each field: what a difference shows. */
const broken: Readonly<Record<Format, (body: string) => string>> = {
  json: (body) => JSON.stringify(JSON.parse(body), undefined, 1),
  xml: (body) => body.replaceAll(/(?<=>)(?=<)/g, '\n'),
};

it.each(['json', 'xml'] as const)('every answer in %s is as committed', async (as) => {
  const text = commandNames.map((command) => `## ${command}\n${broken[as](bodyOf(command, as))}\n`).join('\n');
  await expect(text).toMatchFileSnapshot(`golden/responses.${as}.txt`);
});

it('every answer in JSON has one root, named after its command', () => {
  for (const command of commandNames) {
    expect(Object.keys(JSON.parse(bodyOf(command, 'json')) as object)).toEqual([`${command.toLowerCase()}response`]);
  }
});

withForeign(['xmllint'], 'xmllint', ({ xmllint }) => {
  it.each(commandNames)('finds the XML of %s well-formed', (command) => {
    const { status, stderr } = run(xmllint, ['--noout', '-'], { input: bodyOf(command, 'xml') });
    expect([status, stderr]).toEqual([0, '']);
  });
});
