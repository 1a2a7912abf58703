/**
 * What the packages of this workspace share with the core beyond its API: no promise is made to anybody else.
 */

export {
  noCloudFiles,
  PASSWORD_MD5_PATH,
  PASSWORD_PATH,
  PUBLIC_KEYS_PATH,
  SAVED_PASSWORD,
} from './cloudstack-names.ts';
export { checkedDrive } from './drive.ts';
export { decodeBase64 } from './encoding/base64.ts';
export { bytesOf } from './encoding/content-bytes.ts';
export { gunzipped } from './encoding/gzip.ts';
export { jsonFaultOf, jsonTextCodes } from './encoding/json-text.ts';
export { latin1Text } from './encoding/latin1.ts';
export { stripped, withoutEnd, withoutLeadingSpace } from './encoding/python-space.ts';
export { type FindPlaces, findInJson, positioned, type Span, WantedPlaces } from './encoding/text-places.ts';
export { cloudInitKind, kindOfText } from './encoding/user-data-kinds.ts';
export { boundedYamlTokens, YamlLimit } from './encoding/yaml-depth.ts';
export { isPlainForYaml } from './encoding/yaml-scalars.ts';
export { isUserDataPath, type PresentDatasources, presentDatasources } from './formats/datasources.ts';
export { passwordDocument, passwordDocumentOf } from './formats/vendor-data.ts';
export { type VendorDocuments, vendorDocumentsOf } from './formats/vendor-documents.ts';
export { GUEST_SCRIPT_MARK } from './guest-script/mark.ts';
export { bondModes, hashPolicies } from './input/bond-words.ts';
export { isWindows } from './input/guest-os.ts';
export { machineOptionNames, refuseMachineOptions } from './input/settings.ts';
export { newIssues } from './issues.ts';
export { MOST_DOCUMENT_BYTES, MOST_DOCUMENT_WORDS } from './limits.ts';
export { Machine, namedMachine } from './machine/machine.ts';
export { type Address, type Family, families, isLinkLocal, isSameNetwork } from './machine/network/addresses.ts';
export { publicKeyOf } from './machine/public-keys.ts';
