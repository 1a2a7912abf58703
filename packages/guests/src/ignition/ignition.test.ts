import { expect, it } from 'vitest';
import { explained } from '../../../../test/explain/explained.ts';

const CLOUDSTACK = 'cloudstack/userdata/user_data.txt';
const OPENSTACK = 'openstack/latest/user_data';

/** The verdicts of ignition-validate 2.14.0 (Debian 12), one by one, where only the version is looked at. */
it.each([
  ['{"ignition":{"version":"3.0.0"}}', true],
  ['{"ignition":{"version":"3.3.0"}}', true],
  ['{"ignition":{"version":"3.4.0-experimental"}}', true],
  ['{"Ignition":{"Version":"3.3.0"}}', true],
  ['{"ignition":{"version":"3.3.0"},"x":1}', true],
  [new Uint8Array([...Buffer.from('{"ignition":{"version":"3.3.0"},"a":"'), 0xff, 0x22, 0x7d]), true],
  ['{}', false],
  ['null', false],
  ['[]', false],
  ['"x"', false],
  [' ', false],
  ['{"ignition":null}', false],
  ['{"ignition":5}', false],
  ['{"ignition":{}}', false],
  ['{"ignition":{"version":null}}', false],
  ['{"ignition":{"version":3}}', false],
  ['{"ignition":{"version":""}}', false],
  ['{"ignition":{"version":" 3.3.0"}}', false],
  ['{"ignition":{"version":"3.3"}}', false],
  ['{"ignition":{"version":"3.3.0+x"}}', false],
  ['{"ignition":{"version":"2.3.0"}}', false],
  ['{"ignition":{"version":"3.3.0"}} x', false],
  ['{"ignition":{"version":"3.3.0"},"ignition":{"version":"9"}}', false],
  ['\ufeff{"ignition":{"version":"3.3.0"}}', false],
  ['#cloud-config\n', false],
  ['#!/bin/sh\n', false],
  [new Uint8Array([0x1f, 0x8b, 8, 0]), false],
])('boots with the user data %j: %s', (content, boots) => {
  for (const [reader, path] of [
    ['ignition-cloudstack', CLOUDSTACK],
    ['ignition-openstack', OPENSTACK],
  ] as const) {
    const { verdict, issues: because } = explained(reader, { [path]: content });
    expect(verdict).toBe(boots ? 'taken' : 'refused');
    expect(because.map(({ code }) => code)).toEqual(boots ? [] : ['user-data-not-ignition']);
  }
});

it('says of a later version that later releases know it, and refuses it as the release that is named does', () => {
  const { verdict, found } = explained('ignition-cloudstack', { [CLOUDSTACK]: { ignition: { version: '3.5.0' } } });
  const place = `["${CLOUDSTACK}"]`;
  expect({ verdict, found }).toEqual({
    verdict: 'refused',
    found: [`error user-data-not-ignition ${place.slice(2, -2)}.ignition.version`],
  });
});

it('goes on with an empty config where there is no user data', () => {
  for (const files of [{}, { [CLOUDSTACK]: '' }]) {
    const { verdict, found } = explained('ignition-cloudstack', files);
    expect({ verdict, found }).toEqual({ verdict: 'ignored', found: [`notice nothing-to-read ${CLOUDSTACK}`] });
  }
});

it('looks for either label, and says the length of what it takes', () => {
  const files = { [OPENSTACK]: { ignition: { version: '3.0.0' } } };
  expect(explained('ignition-openstack', files, { label: 'CONFIG-2' }).view.userData).toEqual({
    path: OPENSTACK,
    byteLength: 32,
    kind: 'ignition',
  });
  expect(explained('ignition-openstack', files, { label: 'x' }).found).toEqual(['error label-unknown label']);
});
