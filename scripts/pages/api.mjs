/** docs/api: the exported signatures of each package as a reviewable text, from the declarations that `tsc -b` makes. */
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { packages, root } from '../packages.mjs';

const COMPILER = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: ['node'],
};

const reportFolder = join(root, 'docs/api');
const draftFolder = join(root, '.cache/api');

/** @type {import('../generate.mjs').Maker} */
export default async (accept) => {
  for (const folder of [reportFolder, draftFolder]) mkdirSync(folder, { recursive: true });
  return packages()
    .filter((each) => isChanged(each, accept))
    .map(({ folder }) => `docs/api/${basename(folder)}.api.md`);
};

/** @param {import('../packages.mjs').Package} each @param {boolean} accept */
function isChanged({ folder }, accept) {
  const name = basename(folder);
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, 'dist/types/index.d.ts'),
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions: COMPILER, files: [join(folder, 'dist/types/index.d.ts')] } },
      apiReport: { enabled: true, reportFolder, reportTempFolder: draftFolder, reportFileName: `${name}.api.md` },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, 'package.json'),
  });
  const result = Extractor.invoke(config, { localBuild: accept, messageCallback: quietly });
  if (accept && !result.succeeded) throw new Error(`${name} has no report of its exported signatures`);
  return result.apiReportChanged || !result.succeeded;
}

/** Only what is wrong is worth a line. @param {import('@microsoft/api-extractor').ExtractorMessage} message */
function quietly(message) {
  message.handled = message.logLevel !== ExtractorLogLevel.Error;
}
