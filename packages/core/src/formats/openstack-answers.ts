/**
 * nova's form: `/openstack` lists the versions, each lists its files, and EC2's tree stands beside it. A version that the drive
 * does not have answers with the files of `latest`: a guest asks for the newest it knows.
 */
import { openStackFiles } from '../cloudstack-names.ts';
import { newIssues } from '../issues.ts';
import { type Answer, type Answers, bytesAnswer, type Form, jsonAnswer, textAnswer } from './answer.ts';
import { ec2AnswersOf } from './ec2-answers.ts';
import { type FileBytes, fileBytesOf } from './file-bytes.ts';
import { datedVersions, openStackEntries } from './openstack.ts';

export const openStackAnswers: Form = {
  ofMachine: (data, setting) => answersOfFiles(fileBytesOf(openStackEntries(data, setting, newIssues()))),
  ofFiles: (files) => (files.has(`openstack/latest/${openStackFiles.metaData}`) ? answersOfFiles(files) : undefined),
};

function answersOfFiles(files: FileBytes): Answers {
  const answers = new Map<string, Answer>();
  const answerFor = oncePerFile();
  const versions = [...datedVersions.openstack, 'latest'];
  answers.set('/openstack', textAnswer(versions.join('\n')));
  for (const version of versions) {
    const names: string[] = [];
    for (const name of Object.values(openStackFiles)) {
      const bytes = files.get(`openstack/${version}/${name}`) ?? files.get(`openstack/latest/${name}`);
      if (bytes === undefined) continue;
      names.push(name);
      answers.set(`/openstack/${version}/${name}`, answerFor(bytes, name));
    }
    answers.set(`/openstack/${version}`, textAnswer(names.join('\n')));
  }
  for (const [path, bytes] of files) {
    if (path.startsWith('openstack/content/')) answers.set(`/${path}`, bytesAnswer(bytes));
  }
  // cloud-init asks for this list six times, a second apart, before it does without; an empty one is at once as good.
  answers.set('/latest/meta-data/', textAnswer(''));
  for (const [path, answer] of ec2AnswersOf(files)) answers.set(path, answer);
  return answers;
}

/** One answer for all versions that have one file: names of a file have the same array. */
function oncePerFile(): (bytes: Uint8Array, name: string) => Answer {
  const made = new Map<Uint8Array, Answer>();
  return (bytes, name) => {
    const known = made.get(bytes);
    if (known !== undefined) return known;
    const answer = name.endsWith('.json') ? jsonAnswer(bytes) : bytesAnswer(bytes);
    made.set(bytes, answer);
    return answer;
  };
}
