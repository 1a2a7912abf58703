/** NoCloud over HTTP (`seedfrom`): the files of the seed, each under its name. */
import { noCloudFiles } from '../cloudstack-names.ts';
import { newIssues } from '../issues.ts';
import { type Answer, type Answers, bytesAnswer, type Form, textAnswer } from './answer.ts';
import { type FileBytes, fileBytesOf } from './file-bytes.ts';
import { refuseUnjoinable } from './no-cloud-vendor-data.ts';
import { noCloudEntries } from './nocloud.ts';

export const noCloudAnswers: Form = {
  /** A machine that was checked for another tree may have what this form cannot hold, and CloudStack's own way with passwords. */
  ofMachine: (data, setting, report) => {
    refuseUnjoinable(data, report);
    report.throwIfRefused();
    const profile = { ...setting.profile, vendorPassword: 'quoted' } as const;
    return answersOfSeed(fileBytesOf(noCloudEntries(data, { ...setting, profile }, newIssues())));
  },
  ofFiles: (files) => (files.has(noCloudFiles.metaData) ? answersOfSeed(files) : undefined),
};

/** Answered also where the seed has none: cloud-init must have user data, and asks for vendor data eleven times, a second apart. */
const emptyAtLeast: ReadonlySet<string> = new Set([noCloudFiles.userData, noCloudFiles.vendorData]);

function answersOfSeed(files: FileBytes): Answers {
  const answers = new Map<string, Answer>();
  for (const name of Object.values(noCloudFiles)) {
    const bytes = files.get(name) ?? (emptyAtLeast.has(name) ? new Uint8Array() : undefined);
    if (bytes !== undefined)
      answers.set(`/${name}`, name === noCloudFiles.userData ? bytesAnswer(bytes) : textAnswer(bytes));
  }
  return answers;
}
