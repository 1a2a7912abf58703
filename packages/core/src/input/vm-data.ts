/**
 * Triples from fields, in the order and under the conditions of CloudStack (NetworkModelImpl.generateVmData), for
 * callers who know their machine and not its triples.
 */
import { InvalidInputError, type Issue, type Place, printable, refuseInput } from '@configdrive/issues';
import { checkArguments, isObject, options as knownOptions, nearestWord } from '@configdrive/issues/arguments';
import { utf8Bytes } from 'iso9660-format';
import {
  INSTANCE_ID_FILE,
  isReservedParameter,
  METADATA,
  PASSWORD,
  PASSWORD_FILE,
  PASSWORD_MD5_FILE,
  PUBLIC_KEYS_FILE,
  SAVED_PASSWORD,
  USER_DATA,
  USER_DATA_FILE,
  VM_ID_FILE,
} from '../cloudstack-names.ts';
import type { CoreCode } from '../codes.ts';
import { encodeBase64 } from '../encoding/base64.ts';
import { passwordMd5AsNumber } from '../encoding/md5.ts';
import { type Profile, type ProfileName, portable, profiles } from '../profiles.ts';
import type { Triple } from './drive-input.ts';
import { isWindows } from './guest-os.ts';

export interface VmFields {
  /** UUID; without one the instance name is the instance-id, and there is no vm-id. */
  readonly vmId?: string | undefined;
  /** Internal name: `i-2-10-VM`. */
  readonly instanceName: string;
  readonly hostname: string;
  /** Without one there is no availability-zone. */
  readonly zone?: string | undefined;
  readonly serviceOffering?: string | undefined;
  /** The guest's own IPv4 address. */
  readonly localIpv4?: string | undefined;
  /** Basic zone: the public address is the guest's, the public host name its host name. */
  readonly basicZone?: boolean | undefined;
  /** Static NAT: the public address and the public host name. Without: the guest's address, and no public host name. */
  readonly staticNatIpv4?: string | undefined;
  /** Text (UTF-8) or bytes; not base64. */
  readonly userData?: string | Uint8Array | undefined;
  /** A list of keys, or one text with a key a line. */
  readonly publicKeys?: string | readonly string[] | undefined;
  /** Null, blank and `saved_password` are none. */
  readonly password?: string | null | undefined;
  /** Category or name of the guest's system; one that is Windows is the one that matters. */
  readonly guestOs?: string | undefined;
  /** Name and value, in this order. */
  readonly customParameters?: readonly (readonly [name: string, value: string])[] | undefined;
  /** CloudStack's setting `cloud.identifier`. */
  readonly cloudIdentifier?: string | undefined;
  readonly hypervisorHostName?: string | undefined;
  readonly cloudDomain?: string | undefined;
  readonly cloudDomainId?: string | undefined;
  readonly cloudName?: string | undefined;
}

export interface VmDataOptions {
  /** Its fields for triples: `nonAsciiMetadata` and `passwordMd5`. Default `portable`. */
  readonly profile?: ProfileName | Profile | undefined;
}

/**
 * The triples of a machine, user data first.
 *
 * @throws InvalidInputError when a field is unknown, missing or of another type, or a custom parameter has a name that CloudStack
 *   reserves
 */
export function vmDataFrom(fields: VmFields, options: VmDataOptions = {}): readonly Triple[] {
  checkArguments(['options', vmDataOptions, options]);
  const { profile: wanted = portable } = options;
  refuseInput(problemsOf(fields));
  refuseReserved(fields.customParameters ?? []);
  const profile = typeof wanted === 'string' ? profiles[wanted] : wanted;
  return [...userData(fields), ...metadata(fields, profile), ...password(fields, profile), ...exposed(fields)];
}

const vmDataOptions = /* @__PURE__ */ knownOptions<VmDataOptions>(
  { profile: true },
  ({ profile }) =>
    profile === undefined || isObject(profile) || (typeof profile === 'string' && Object.hasOwn(profiles, profile)),
  `an object of options, whose profile is one of ${Object.keys(profiles).join(', ')}, or one of your own`,
);

/** What a field may be, and the words for it. */
type FieldKind = readonly [words: string, is: (value: unknown) => boolean];

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const text: FieldKind = ['a text', isText];
const needed: ReadonlySet<string> = new Set(['instanceName', 'hostname'] satisfies (keyof VmFields)[]);

const fieldKinds: Readonly<Record<keyof VmFields, FieldKind>> = {
  vmId: text,
  instanceName: text,
  hostname: text,
  zone: text,
  serviceOffering: text,
  localIpv4: text,
  basicZone: ['true or false', (value) => typeof value === 'boolean'],
  staticNatIpv4: text,
  userData: ['a text or bytes', (value) => isText(value) || value instanceof Uint8Array],
  publicKeys: ['a text, or a list of texts', (value) => isText(value) || isTexts(value)],
  password: ['a text or null', (value) => isText(value) || value === null],
  guestOs: text,
  customParameters: [
    'a list of names and values',
    (value) => Array.isArray(value) && value.every((pair) => isTexts(pair) && pair.length === 2),
  ],
  cloudIdentifier: text,
  hypervisorHostName: text,
  cloudDomain: text,
  cloudDomainId: text,
  cloudName: text,
};

/** Callers without types have slips, too: a field that is not known would be lost in silence. */
function problemsOf(fields: unknown): readonly Issue[] {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return [issueOf('wrong-type', [], 'must be an object of fields: { instanceName, hostname, … }')];
  }
  const known = Object.keys(fieldKinds);
  const unknown = Object.keys(fields).filter((name) => !known.includes(name));
  const given = fields as Readonly<Record<string, unknown>>;
  const wrong = Object.entries(fieldKinds).filter(([name, [, is]]) =>
    given[name] === undefined ? needed.has(name) : !is(given[name]),
  );
  return [
    ...unknown.map((name) => issueOf('unknown-key', [], unknownField(name, known))),
    ...wrong.map(([name, [words]]) => issueOf('wrong-type', [name], `must be ${words}`)),
  ];
}

function unknownField(name: string, known: readonly string[]): string {
  const near = nearestWord(name, known);
  return `unknown field "${printable(name.slice(0, 64))}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
}

const issueOf = (code: CoreCode, place: Place, message: string): Issue => ({ code, severity: 'error', place, message });

function refuseReserved(parameters: NonNullable<VmFields['customParameters']>): void {
  const issues = parameters.flatMap(([name], index): Issue[] => {
    if (!isReservedParameter(name)) return [];
    const code: CoreCode = 'reserved-parameter';
    return [
      { code, severity: 'error', place: ['customParameters', index, 0], message: 'a metadata file of CloudStack' },
    ];
  });
  const [first, ...rest] = issues;
  if (first !== undefined) throw new InvalidInputError([first, ...rest]);
}

function userData({ userData: given }: VmFields): readonly Triple[] {
  if (given === undefined) return [];
  const bytes = typeof given === 'string' ? utf8Bytes(given) : given;
  return [[USER_DATA, USER_DATA_FILE, encodeBase64(bytes)]];
}

function metadata(fields: VmFields, { nonAsciiMetadata }: Profile): readonly Triple[] {
  const written = nonAsciiMetadata === 'escape' ? unicodeEscaped : (value: string): string => value;
  const optional = (value: string | undefined): string | null => (value === undefined ? null : written(value));
  const { customParameters = [], cloudIdentifier, publicKeys } = fields;
  return [
    [METADATA, 'service-offering', optional(fields.serviceOffering)],
    [METADATA, 'availability-zone', optional(fields.zone)],
    [METADATA, 'local-hostname', written(fields.hostname)],
    [METADATA, 'local-ipv4', fields.localIpv4 ?? null],
    ...customParameters.map(([name, value]): Triple => [METADATA, name, written(value)]),
    ...publicAddress(fields),
    [METADATA, INSTANCE_ID_FILE, fields.vmId ?? fields.instanceName],
    [METADATA, VM_ID_FILE, fields.vmId ?? null],
    [METADATA, PUBLIC_KEYS_FILE, typeof publicKeys === 'object' ? publicKeys.join('\n') : (publicKeys ?? null)],
    [METADATA, 'cloud-identifier', cloudIdentifier === undefined ? '' : `CloudStack-{${cloudIdentifier}}`],
  ];
}

function publicAddress({ basicZone = false, localIpv4, hostname, staticNatIpv4 }: VmFields): readonly Triple[] {
  const address = (basicZone ? undefined : staticNatIpv4) ?? localIpv4 ?? null;
  const name = basicZone ? hostname : (staticNatIpv4 ?? null);
  return [
    [METADATA, 'public-ipv4', address],
    [METADATA, 'public-hostname', name],
  ];
}

/** The md5 before the password it is of. */
function password({ password: given, guestOs }: VmFields, { passwordMd5 }: Profile): readonly Triple[] {
  if (given == null || given.trim() === '' || given === SAVED_PASSWORD) return [];
  const triple: Triple = [PASSWORD, PASSWORD_FILE, given];
  const wantsMd5 = passwordMd5 === 'triples' && isWindows(guestOs);
  return wantsMd5 ? [[PASSWORD, PASSWORD_MD5_FILE, passwordMd5AsNumber(given)], triple] : [triple];
}

/** What operators may choose to show. */
function exposed({ hypervisorHostName, cloudDomain, cloudDomainId, cloudName }: VmFields): readonly Triple[] {
  const triples: Triple[] = [[METADATA, 'hypervisor-host-name', hypervisorHostName ?? null]];
  if (cloudDomain !== undefined) triples.push([METADATA, 'cloud-domain', cloudDomain]);
  if (cloudDomainId !== undefined) triples.push([METADATA, 'cloud-domain-id', cloudDomainId]);
  if (cloudName !== undefined && cloudName.trim() !== '') triples.push([METADATA, 'cloud-name', cloudName]);
  return triples;
}

/** CloudStack writes every UTF-16 unit above U+007F as `\uXXXX`, letters in upper case. */
const unicodeEscaped = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
