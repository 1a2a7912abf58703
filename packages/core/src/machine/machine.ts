/** A machine that has been checked: the one thing that planning and all renderings are made from. */
import { type Issue, inputRefusal } from '@configdrive/issues';
import { type Kind, kind } from '@configdrive/issues/arguments';
import { byteLengthOf } from 'iso9660-format';
import { coreCodes } from '../codes.ts';
import type { Setting } from '../input/settings.ts';
import type { TreeName } from '../labels.ts';
import type { Limits } from '../limits.ts';
import { INSPECT, type Inspect } from '../printing.ts';
import type { MachineData } from './machine-data.ts';

/** What an input and its options say: `parseMachine` hands it to the renderings, and to nobody else. */
export interface Checked {
  readonly data: MachineData;
  readonly setting: Setting;
}

let checkedIn: (machine: Machine) => Checked;

/**
 * The data of one virtual machine, checked once by `parseMachine`: `planConfigDrive` and `answersOf` cannot refuse it any
 * more. It is frozen, and gives its passwords, keys and user data to renderings only: printing it shows lengths,
 * `JSON.stringify` throws, and a structured clone of it is empty.
 */
export class Machine {
  readonly #checked: Checked;
  readonly #issues: readonly Issue[];

  /** For `parseMachine`: nothing else checks. */
  constructor(checked: Checked, issues: readonly Issue[]) {
    this.#checked = checked;
    this.#issues = Object.freeze(issues);
    Object.freeze(this);
  }

  static {
    checkedIn = (machine) => machine.#checked;
  }

  /** The internal name, `i-2-10-VM`, where the input or the options have one. */
  get instanceName(): string | undefined {
    return this.#checked.data.instanceName;
  }

  /** Whose files a drive of this machine has. */
  get tree(): TreeName {
    return this.#checked.setting.tree;
  }

  /** Category of the guest's system, such as `Windows`, where the input has one. */
  get guestOs(): string | undefined {
    return this.#checked.data.guestOs;
  }

  /** How large its drive may be. */
  get limits(): Limits {
    return this.#checked.setting.limits;
  }

  /** The label of the volume of its drive. */
  get label(): string {
    return this.#checked.setting.label;
  }

  /** What is not as it looks in the input, and refuses nothing. */
  get issues(): readonly Issue[] {
    return this.#issues;
  }

  toJSON(): never {
    const message =
      'JSON.stringify would write passwords and keys; keep the input, or buildConfigDrive(machine, …).bytes';
    throw inputRefusal(coreCodes, 'content-serialized', [], message);
  }

  [INSPECT](_depth: number, { stylize }: Inspect): string {
    const { data, setting } = this.#checked;
    return stylize(
      `[Machine ${data.instanceName ?? 'without a name'}: ${setting.tree}, ${summaryOf(data)}]`,
      'special',
    );
  }
}

/** What there is, never what it says. */
function summaryOf({ data, userData, password, publicKeys, nics }: MachineData): string {
  const bytes = Array.from(userData.values(), (content) => (content === undefined ? 0 : byteLengthOf(content)));
  const parts = [
    `${data.size} data`,
    `${bytes.reduce((sum, length) => sum + length, 0)} bytes of user data`,
    `${password === undefined ? 'no' : 'a'} password`,
    `${publicKeys.length} keys`,
    `${nics.length} NICs`,
  ];
  return parts.join(', ');
}

/** The checked data of a machine and how drives of it are made. */
export const checkedDataOf = (machine: Machine): Checked => checkedIn(machine);

/** The same machine under a name that it did not have. */
export function namedMachine(machine: Machine, instanceName: string): Machine {
  const { data, setting } = checkedIn(machine);
  return new Machine({ data: { ...data, instanceName }, setting }, machine.issues);
}

/** What takes a machine says so. */
export const someMachine: Kind = kind('a machine: what parseMachine gives', (value) => value instanceof Machine);
