/** Every command there is, in the order of the help. */
import type { AnyCommand } from '../frame/command.ts';
import { build } from './build/command.ts';
import { inspect } from './inspect/command.ts';
import { update } from './update/command.ts';

export const commands: readonly AnyCommand[] = [build, update, inspect];
