/**
 * Every exported function of the packages that takes a text or bytes as data, and how it is called with one. A function that is
 * in neither of the two tables fails test/linear/registry.test.ts.
 */
import {
  ApiError,
  bind,
  commandEntry,
  createClient,
  dateText,
  decode,
  encode,
  errorOfIssues,
  instantOf,
  invalid,
  invalidValue,
  isCommandName,
  isReadOnly,
  listApis,
  missing,
  noSuchEntity,
  parameterError,
  rootOf,
  serialise,
  serialiseError,
  sign,
  signedLine,
  unknownCommand,
  verify,
} from '@configdrive/cloudstack-api';
import {
  answersOf,
  attachment,
  buildConfigDrive,
  type ConfigDrive,
  DriveContent,
  diffDrives,
  isoFileOf,
  parseMachine,
  planConfigDrive,
  readAgentCommand,
  readConfigDrive,
  readConfigDriveSync,
  refresh,
  unwrapImage,
  withInstanceId,
  withMetadata,
  withPassword,
  withPublicKeys,
  withUserData,
  wrapImage,
} from '@configdrive/core';
import {
  boundedYamlTokens,
  bytesOf,
  cloudInitKind,
  decodeBase64,
  findInJson,
  gunzipped,
  isPlainForYaml,
  isUserDataPath,
  isWindows,
  jsonFaultOf,
  kindOfText,
  latin1Text,
  namedMachine,
  newIssues,
  passwordDocument,
  passwordDocumentOf,
  positioned,
  publicKeyOf,
  stripped,
  vendorDocumentsOf,
  WantedPlaces,
  withoutEnd,
  withoutLeadingSpace,
} from '@configdrive/core/internal';
import { shardOf } from '@configdrive/fleet';
import { checkedGuests, defaultGuests, explain, guestCheck, guestIssues } from '@configdrive/guests';
import {
  bugReportOf,
  firstLines,
  IssueCollector,
  inputRefusal,
  internalError,
  issueText,
  listText,
  placeText,
  printable,
} from '@configdrive/issues';
import { nearestWord, slipOf } from '@configdrive/issues/arguments';
import { generateKey, sealerOf } from '@configdrive/service';
import { checkedImageName, isImageName } from '@configdrive/store';
import { buildConfigDrive as buildForGuests } from 'configdrive';
import {
  byteLengthOf,
  compareJolietIdentifiers,
  comparePlainDirectories,
  comparePlainIdentifiers,
  compareUnits,
  constantText,
  hex,
  identifierParts,
  identityOf,
  LinkWalk,
  strictUtf8Text,
  ucs2,
  utf8ByteLength,
  utf8Bytes,
  utf8Text,
  writeUtf8,
} from 'iso9660-format';
import {
  mapImage,
  mapImageSync,
  mapText,
  openImage,
  openImageSync,
  verifyImage,
  verifyImageSync,
} from 'iso9660-reader';
import { layOutImage, slicesOf, toBytes } from 'iso9660-writer';
import { Lexer, Parser } from 'yaml';

/** How one function is called with a text; what it needs besides is made once. */
type Call = (text: string) => unknown;

const bytesOfText = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A function of bytes. */
const ofBytes =
  (work: (bytes: Uint8Array) => unknown): Call =>
  (text) =>
    work(bytesOfText(text));

const TIMESTAMP = { timestamp: new Date('2024-02-29T12:34:56Z') };
const OPTIONS = { ...TIMESTAMP, limits: { userDataBase64Length: 1_048_576 } };

const ISSUE = { code: 'x', severity: 'error', message: 'is so' } as const;

function wantedIn(place: readonly (string | number)[]): WantedPlaces {
  const wanted = new WantedPlaces();
  wanted.want(place);
  return wanted;
}

const vm = {
  instanceName: 'i-2-10-VM',
  vmData: [
    ['metadata', 'vm-id', '6f1f9a3e-5d0c-4c39-9d52-0f3f5f6d3a11'],
    ['password', 'vm_password', 'secret'],
  ],
} as const;

const inputs: readonly ((text: string) => unknown)[] = [
  (text) => ({ ...vm, instanceName: text }),
  (text) => ({ ...vm, hostName: text }),
  (text) => ({ ...vm, userData: text }),
  (text) => ({ ...vm, userDataParts: [{ content: text }] }),
  (text) => ({ ...vm, vendorData: text }),
  (text) => ({ ...vm, vmData: [['userdata', 'user_data', text]] }),
  (text) => ({ ...vm, vmData: [['metadata', 'public-keys', text]] }),
  (text) => ({ ...vm, vmData: [['metadata', 'x', text]] }),
  (text) => ({ ...vm, vmData: [['metadata', text, 'x']] }),
  (text) => ({ ...vm, vmData: [['password', 'vm_password', text]] }),
  (text) => ({ ...vm, nics: [{ mac: text, ipv4: { address: text, gateway: text } }] }),
  (text) => ({ [text]: text }),
  (text) => text,
];

const drive: ConfigDrive = planConfigDrive(parseMachine(vm), TIMESTAMP);

/** As the drive of a guest: a text in each file that some guest reads. */
const explainedPaths: readonly (readonly [label: string, path: string])[] = [
  ['config-2', 'openstack/latest/meta_data.json'],
  ['config-2', 'openstack/latest/network_data.json'],
  ['config-2', 'openstack/latest/user_data'],
  ['config-2', 'openstack/latest/vendor_data.json'],
  ['config-2', 'cloudstack/password/vm_password.txt'],
  ['config-2', 'cloudstack/metadata/public-keys.txt'],
  ['cidata', 'meta-data'],
  ['cidata', 'user-data'],
  ['cidata', 'network-config'],
];

const seed = [
  { path: 'openstack/latest/meta_data.json', content: '{"uuid": "i-2-10-VM", "hostname": "a"}' },
  { path: 'meta-data', content: 'instance-id: i\n' },
  { path: 'user-data', content: '' },
];

const driveWith = (label: string, path: string, content: string) => ({
  label,
  entries: [...seed.filter((entry) => entry.path !== path), { path, content }],
});

const cloudConfigOf = (text: string): string => `#cloud-config\n${text}`;

const imageWith = (text: string): Uint8Array =>
  toBytes(layOutImage([{ path: 'a', content: text }], { volumeIdentifier: 'config-2', ...TIMESTAMP }));

const walkTo = (text: string): LinkWalk => {
  const walk = new LinkWalk();
  walk.add('l', { path: 'l', target: text });
  return walk;
};

/** Parameters of a request with a text in one value, which the table calls a content. */
const requestWith = (text: string): ReadonlyMap<string, string> =>
  new Map([
    ['name', 'a'],
    ['userdata', text],
  ]);

const requests: readonly ((text: string) => ReadonlyMap<string, string>)[] = [
  requestWith,
  (text) => new Map([['id', text]]),
  (text) => new Map([[text, text]]),
  (text) => new Map([[`details[0].${text}`, text]]),
  (text) => new Map(text.split('').map((unit, at) => [`${unit}${at}`, unit])),
];

const NOW = new Date(0);

const collector = IssueCollector.of({ a: { meaning: 'a', severity: 'error', refuses: true } });

/** By name as functionsOfTexts gives it; some that take a text within an object are there too. */
const sealer = sealerOf(generateKey());
const sealedPlace = { table: 'instance', column: 'password', id: '1' };

export const registry: Readonly<Record<string, Call | readonly Call[]>> = {
  'cloudstack-api: ApiError': (text) => new ApiError(431, text),
  'cloudstack-api: bind': requests.flatMap((requestOf) =>
    (['registerUserData', 'updateVirtualMachine'] as const).map(
      (command) => (text: string) => bind(command, requestOf(text)),
    ),
  ),
  'cloudstack-api: commandEntry': (text) => commandEntry(text as 'listZones'),
  'cloudstack-api: createClient': (text) =>
    createClient({
      endpoint: '',
      apiKey: 'k',
      secretKey: 's',
      now: () => NOW,
      fetch: async () => ({ status: 200, text: async () => text }),
    }).call('registerUserData', { name: 'a', userdata: text }),
  'cloudstack-api: dateText': dateText,
  'cloudstack-api: decode': [
    (text) => decode(text),
    (text) => decode('', text),
    (text) => decode(`a=${text}`, `a=${text}`),
  ],
  'cloudstack-api: encode': requests.map((requestOf) => (text: string) => encode(requestOf(text))),
  'cloudstack-api: errorOfIssues': (text) =>
    errorOfIssues(text, [{ code: 'a', severity: 'error', place: [text], message: text }]),
  'cloudstack-api: instantOf': instantOf,
  'cloudstack-api: invalid': (text) => invalid(text, text),
  'cloudstack-api: invalidValue': (text) => invalidValue(text, text),
  'cloudstack-api: isCommandName': isCommandName,
  'cloudstack-api: isReadOnly': (text) => isReadOnly(text as 'listZones'),
  'cloudstack-api: listApis': (text) => listApis(() => true, text),
  'cloudstack-api: missing': missing,
  'cloudstack-api: noSuchEntity': (text) => noSuchEntity(text, text),
  'cloudstack-api: parameterError': (text) => parameterError(text, [invalidValue(text, text)]),
  'cloudstack-api: rootOf': rootOf,
  'cloudstack-api: serialise': (['json', 'xml'] as const).map(
    (as) => (text: string) => serialise('listZones', { count: 1, items: [{ name: text }] }, as),
  ),
  'cloudstack-api: serialiseError': (['json', 'xml'] as const).map(
    (as) => (text: string) => serialiseError('listZones', unknownCommand(text), as),
  ),
  'cloudstack-api: sign': requests.map((requestOf) => (text: string) => sign(requestOf(text), 's')),
  'cloudstack-api: signedLine': requests.map((requestOf) => (text: string) => signedLine(requestOf(text))),
  'cloudstack-api: unknownCommand': unknownCommand,
  'cloudstack-api: verify': (text) =>
    verify(new Map([...requestWith(text), ['apikey', 'k'], ['signature', text]]), { secretOf: () => 's', now: NOW }),
  'cli: buildConfigDrive': (text) => buildForGuests({ ...vm, userData: text }, { ...OPTIONS, guests: 'likely' }),
  'core: DriveContent': (text) => [new DriveContent(text).text(), new DriveContent(text).bytes()],
  'core: DriveContent.fill': (text) => new DriveContent(text).fill(new Uint8Array(text.length), 1),
  'core: answersOf': inputs.map(
    (inputOf) => (text: string) => answersOf(parseMachine(inputOf(text), OPTIONS), { form: 'cloudstack' }),
  ),
  'core: attachment': (text) => attachment(text, { hypervisor: 'libvirt' }),
  'core: refresh': (text) => refresh(text, { hypervisor: 'qemu' }),
  'core: boundedYamlTokens': (text) => Array.from(boundedYamlTokens(new Parser(), new Lexer().lex(text))),
  'core: buildConfigDrive': inputs.map(
    (inputOf) => (text: string) => buildConfigDrive(inputOf(text) as never, OPTIONS),
  ),
  'core: bytesOf': bytesOf,
  'core: cloudInitKind': ofBytes(cloudInitKind),
  'core: decodeBase64': decodeBase64,
  'core: diffDrives': (text) =>
    diffDrives(drive, {
      ...drive,
      label: text,
      entries: [
        { path: text, content: text },
        { path: 'a', target: text },
      ],
    }),
  'core: gunzipped': ofBytes((bytes) => gunzipped(bytes, 1_000_000)),
  'core: isPlainForYaml': isPlainForYaml,
  'core: isUserDataPath': isUserDataPath,
  'core: isWindows': isWindows,
  'core: isoFileOf': isoFileOf,
  'core: jsonFaultOf': jsonFaultOf,
  'core: kindOfText': kindOfText,
  'core: latin1Text': ofBytes(latin1Text),
  // In other ways buildConfigDrive calls it.
  'core: parseMachine': (text) => parseMachine(text),
  'core: namedMachine': (text) => namedMachine(parseMachine(vm), text),
  'core: passwordDocument': (text) => passwordDocument(text, { vendorPassword: 'quoted', sshPwauth: false } as never),
  'core: passwordDocumentOf': passwordDocumentOf,
  'core: publicKeyOf': publicKeyOf,
  'core: readAgentCommand': readAgentCommand,
  'core: readConfigDrive': (text) => readConfigDrive(imageWith(text)),
  'core: readConfigDriveSync': [ofBytes(readConfigDriveSync), (text) => readConfigDriveSync(imageWith(text))],
  'core: stripped': stripped,
  'core: unwrapImage': ofBytes(unwrapImage),
  'core: vendorDocumentsOf': [
    vendorDocumentsOf,
    (text) => vendorDocumentsOf(JSON.stringify({ 'cloud-init': [text, text] })),
  ],
  'core: findInJson': (text) => findInJson(JSON.stringify({ v: [text] }), wantedIn(['v', 0])),
  'core: newIssues': (text) => newIssues([text]).all,
  'guests: checkedGuests': (text) => checkedGuests([text]),
  'guests: guestCheck': (text) => guestCheck('likely')(buildConfigDrive({ ...vm, userData: text }, OPTIONS).drive, {}),
  'issues: nearestWord': (text) => nearestWord(text, ['mac', 'gateway']),
  'issues: slipOf': (text) => slipOf(text, ['local-hostname', 'vm-id']),
  'core: positioned': (text) =>
    positioned([{ ...ISSUE, place: ['v'] }], JSON.stringify({ [text]: text, v: text }), findInJson),
  'core: WantedPlaces.keySpanAt': (text) => wantedIn([text, text]).keySpanAt([text, text]),
  'core: WantedPlaces.spanAt': (text) => wantedIn([text, text]).spanAt([text, text]),
  'core: WantedPlaces.want': (text) => wantedIn([text, text]),
  'core: withInstanceId': (text) => withInstanceId(drive, text, OPTIONS),
  'core: withMetadata': (text) => withMetadata(drive, { 'local-hostname': text, [text]: 'x' }, OPTIONS),
  'core: withPassword': (text) => withPassword(drive, text, OPTIONS),
  'core: withPublicKeys': (text) => withPublicKeys(drive, text, OPTIONS),
  'core: withUserData': (text) => withUserData(drive, text, OPTIONS),
  'core: withoutEnd': (text) => withoutEnd(text, (unit) => unit === ' '),
  'core: withoutLeadingSpace': withoutLeadingSpace,
  'core: wrapImage': ofBytes((bytes) => wrapImage(bytes, 'base64')),
  'fleet: shardOf': shardOf,
  'guests: defaultGuests': (text) => defaultGuests(text),
  'guests: explain': [
    ...explainedPaths.map(
      ([label, path]) =>
        (text: string) =>
          explain(driveWith(label, path, text)),
    ),
    (text) =>
      explain(driveWith('config-2', 'openstack/latest/user_data', cloudConfigOf(text)), { guests: ['cloud-init'] }),
  ],
  'guests: guestIssues': (text) => guestIssues(driveWith('config-2', 'openstack/latest/user_data', text)),
  'iso9660-format: LinkWalk.add': walkTo,
  'iso9660-format: LinkWalk.entryAt': [(text) => walkTo('a').entryAt(text), (text) => walkTo(text).entryAt('l')],
  'iso9660-format: LinkWalk.staysInside': (text) => walkTo(text).staysInside('l'),
  'iso9660-format: byteLengthOf': byteLengthOf,
  'iso9660-format: compareJolietIdentifiers': (text) => compareJolietIdentifiers(text, `${text}x`),
  'iso9660-format: comparePlainDirectories': (text) => comparePlainDirectories(text, `${text}x`),
  'iso9660-format: comparePlainIdentifiers': (text) => comparePlainIdentifiers(text, `${text}x`),
  'iso9660-format: compareUnits': (text) => compareUnits(text, `${text}x`),
  'iso9660-format: constantText': constantText,
  'iso9660-format: hex': ofBytes(hex),
  'iso9660-format: identifierParts': identifierParts,
  'iso9660-format: identityOf': identityOf,
  'iso9660-format: strictUtf8Text': ofBytes(strictUtf8Text),
  'iso9660-format: ucs2': ofBytes((bytes) => ucs2(bytes, 0, bytes.byteLength)),
  'iso9660-format: utf8ByteLength': utf8ByteLength,
  'iso9660-format: utf8Bytes': utf8Bytes,
  'iso9660-format: utf8Text': ofBytes(utf8Text),
  'iso9660-format: writeUtf8': (text) => writeUtf8(new Uint8Array(4 * text.length), 0, text),
  'iso9660-reader: mapImage': async (text) => [...mapText(await mapImage(bytesOfText(text)))],
  'iso9660-reader: mapImageSync': [
    ofBytes((bytes) => [...mapText(mapImageSync(bytes))]),
    (text) => [...mapText(mapImageSync(imageWith(text)))],
  ],
  'iso9660-reader: openImage': async (text) => (await openImage(imageWith(text))).records(),
  'iso9660-reader: openImageSync': [ofBytes(openImageSync), (text) => openImageSync(imageWith(text)).records()],
  'iso9660-reader: verifyImage': ofBytes(verifyImage),
  'iso9660-reader: verifyImageSync': [ofBytes(verifyImageSync), (text) => verifyImageSync(imageWith(text))],
  'iso9660-writer: layOutImage': [
    (text) => layOutImage([{ path: text, content: '' }], { volumeIdentifier: 'a', ...TIMESTAMP }),
    (text) => layOutImage([{ path: 'l', target: text }], { volumeIdentifier: 'a', ...TIMESTAMP }),
    (text) => layOutImage([], { volumeIdentifier: text, ...TIMESTAMP }),
  ],
  'iso9660-writer: slicesOf': (text) => {
    const layout = layOutImage([{ path: 'a', content: text }], { volumeIdentifier: 'a', ...TIMESTAMP });
    for (const slice of slicesOf(layout, new Uint8Array(4096))) if (slice.byteLength === 0) return;
  },
  'iso9660-writer: toBytes': imageWith,
  'issues: IssueCollector.add': (text) => collector.add('a', [text], text),
  'issues: IssueCollector.at': (text) => collector.at(text),
  'issues: bugReportOf': (text) => bugReportOf(new Error(text)),
  'issues: firstLines': (text) => firstLines(text.split('\n')),
  'issues: inputRefusal': (text) =>
    inputRefusal({ a: { meaning: 'a', severity: 'error', refuses: true } }, 'a', [text], text),
  'issues: internalError': internalError,
  'issues: issueText': (text) => issueText({ code: 'a', severity: 'error', place: [text], message: text }),
  'issues: listText': (text) => listText(text.split('\n')),
  'issues: placeText': (text) => placeText([text, text]),
  'issues: printable': printable,
  'service: sealerOf': [
    sealerOf,
    (text) => sealer.seal(text, sealedPlace),
    (text) => sealer.openText(text, sealedPlace),
    (text) => sealer.openText(sealer.seal(text, sealedPlace), sealedPlace),
  ],
  'store: checkedImageName': checkedImageName,
  'store: isImageName': isImageName,
};

const PATH = 'a path, a name of a file or what an error says of one: the system takes 4,096 bytes of it at most';
const CHECKS = 'looks at the kinds of its arguments and calls the function of that name, which is here by its package';
const KINDS = 'looks at the kind of an argument, or once at each name of its members, whatever texts are in it';
const DECLARES = 'a declaration of our own, made once from a constant';
const ON_DISK = 'reads and writes files, whose bytes it hands on as they are';

/** Functions that take a text, but none that anybody else writes at any length. A name may be a pattern. */
export const exceptions: readonly (readonly [names: RegExp, reason: string])[] = [
  [
    /^cli: (?:attachment|chosenLocation|directoryBackend|extractImage|fileContent|fileSource|guestIssues|isoFileOf|mapImage|mapImageSync|openImage|openImageSync|parseMachine|placeText|printable|readAgentCommand|readConfigDrive|readConfigDriveSync|refresh|slicesOf|toBytes|unwrapImage|verifyImage|verifyImageSync|withInstanceId|withMetadata|withPassword|withPublicKeys|withUserData|wrapImage|writeImageFile)$/,
    CHECKS,
  ],
  [/^(?:cli|issues): \w+\.is$/, KINDS],
  [/^issues: (?:checkArguments|isDrive|isLayout|isObject|iterable|kind|object|oneOf|options)$/, KINDS],
  [/^cli: checked$/, DECLARES],
  [/^metadata-server: (?:directorySource|imageSource|openPasswordLedger)$/, PATH],
  [/^core: YamlLimit$/, 'an error of ours, made from two words and a number'],
  [
    /^files: (?:acquireLock|withLock|directoryBackend|finishInterrupted|flushDirectory|makeDirectories|openLogFile|refuseUnreadable)$/,
    PATH,
  ],
  [/^(?:files: (?:statsOfName|fileContent|fileSource)|(?:files|store): storageError)$/, PATH],
  [/^files: (?:readPieces|readWholeFile|readWholeStream|writeFully|writeImageFile)$/, ON_DISK],
  [/^files: extractImage$/, 'reads an image as openImage does; what it makes of links is counted in test/regressions'],
  [/^iso9660-format: (?:bp|record)$/, DECLARES],
  [/^iso9660-format: \w+\.(?:read|write|problems)$/, 'reads or writes one structure of at most 2,048 bytes'],
  [/^iso9660-format: piecesOf$/, 'hands on what it is given'],
  [/^iso9660-reader: byteSourceOf$/, 'hands on what it is given'],
  [/^issues: (?:error|warning|notice|refusal|IssueCollector)$/, DECLARES],
  [/^jobs: serverAccount$/, PATH],
  [/^service: constraintOf$/, 'looks at three names in an error of the database'],
  [/^service: openDatabase$/, 'looks at the beginning of an address, and hands it on'],
  [/^store: secretRefOf$/, 'hands on what it is given'],
  [/^store: chosenLocation$/, 'compares a word of the configuration to four others'],
];
