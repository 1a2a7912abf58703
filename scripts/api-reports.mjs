/**
 * The exported signatures of each package as a reviewable text in docs/api. Without an argument: whether the texts still
 * say what the code does; `--accept` writes them. Reads the declarations that `tsc -b` makes.
 */
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { packages, root } from './packages.mjs';

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

const accept = process.argv.includes('--accept');
const reportFolder = join(root, 'docs/api');
const draftFolder = join(root, '.cache/api');
for (const folder of [reportFolder, draftFolder]) mkdirSync(folder, { recursive: true });

const changed = packages().filter((each) => !isUnchanged(each));
for (const { name } of changed) console.log(`${name}: the exported signatures are not those of its report`);
process.exitCode = changed.length > 0 ? 1 : 0;

/** @param {import('./packages.mjs').Package} each */
function isUnchanged({ folder }) {
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
  return result.succeeded && (accept || !result.apiReportChanged);
}

/** Only what is wrong is worth a line. @param {import('@microsoft/api-extractor').ExtractorMessage} message */
function quietly(message) {
  message.handled = message.logLevel !== ExtractorLogLevel.Error;
}
