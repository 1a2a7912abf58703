/** The forms in which a metadata service answers. A new one is a file beside these and a line here. */
import type { Form } from './answer.ts';
import { ec2Answers } from './ec2-answers.ts';
import { noCloudAnswers } from './nocloud-answers.ts';
import { openStackAnswers } from './openstack-answers.ts';
import { routerAnswers } from './router.ts';

export const forms = {
  cloudstack: routerAnswers,
  openstack: openStackAnswers,
  ec2: ec2Answers,
  nocloud: noCloudAnswers,
} as const satisfies Readonly<Record<string, Form>>;

/** Whose requests are answered: guests ask CloudStack's virtual router, nova, EC2 or a NoCloud seed, each in its own paths. */
export type FormName = keyof typeof forms;
