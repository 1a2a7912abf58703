/**
 * Anything as a drive input of the right shape: what has another shape is reported and left out.
 */
import type * as z from 'zod';
import type { CoreIssues } from '../issues.ts';
import type { DriveInput } from './drive-input.ts';
import { shortened } from './long-lists.ts';
import { dataMembers, driveShape, nicShape, type PartialInput, tripleShape } from './shape.ts';
import { reportShape } from './shape-issues.ts';
import { type VendorDataName, vendorDataAsText, vendorDataNames } from './vendor-text.ts';

/** What has the right shape of anything; what has not is in the report and left out. */
export function shapedInput(unknown: unknown, report: CoreIssues): PartialInput {
  try {
    return withVendorText(readShape(unknown, report), unknown, report);
  } catch {
    // The cause is not passed on: an exception of the caller's own getter may quote what it guards.
    report.add('input-unreadable', [], 'a part of the input throws when it is read');
    return { vmData: [] };
  }
}

function readShape(unknown: unknown, report: CoreIssues): PartialInput {
  const whole = shortened(Array.isArray(unknown) ? { vmData: unknown } : unknown, report);
  const result = driveShape.safeParse(whole, WITH_INPUT);
  if (result.success) return withParameters(withTriples(result.data, report), whole, report);
  reportShape(result.error.issues, [], report);
  return typeof whole === 'object' && whole !== null ? judgeable({ ...whole }) : { vmData: [] };
}

/** Lets an issue see what came, to say of a number that quotes are missing; no message has it. */
const WITH_INPUT = { reportInput: true } as const;

/** The triples may be left out where other members have the data. */
function withTriples({ vmData, ...others }: DriveInput, report: CoreIssues): PartialInput {
  if (vmData !== undefined) return { ...others, vmData };
  const isSaid = dataMembers.some((name) => name !== 'vmData' && others[name] !== undefined);
  if (!isSaid) report.add('wrong-type', ['vmData'], 'must be a list, where no other member has data');
  return { ...others, vmData: [] };
}

/** zod leaves `__proto__` out of a record, and the order of an object's keys is nobody's intention: sorted pairs. */
function withParameters(input: PartialInput, whole: unknown, report: CoreIssues): PartialInput {
  if (input.customParameters === undefined || Array.isArray(input.customParameters)) return input;
  const { customParameters } = whole as { customParameters: Readonly<Record<string, unknown>> };
  const pairs: [string, string][] = [];
  for (const name of Object.keys(customParameters).sort()) {
    const value = customParameters[name];
    if (typeof value === 'string') pairs.push([name, value]);
    else report.add('wrong-type', ['customParameters', name], 'must be a text');
  }
  return { ...input, customParameters: pairs };
}

/** An object as its text: zod would leave `__proto__` out of it, and nothing behind this door shall meet a getter. */
function withVendorText(input: PartialInput, whole: unknown, report: CoreIssues): PartialInput {
  const texts: { [name in VendorDataName]?: string } = {};
  for (const name of vendorDataNames) {
    if (typeof input[name] !== 'object') continue;
    const given = (whole as Readonly<Record<VendorDataName, NonNullable<PartialInput[VendorDataName]>>>)[name];
    texts[name] = vendorDataAsText(given, name, report);
  }
  return { ...input, ...texts };
}

/** The members whose shape is right, so that what they mean is judged in the same round; gaps for the others. */
function judgeable(raw: Readonly<Record<string, unknown>>): PartialInput {
  const kept: Record<string, unknown> = {};
  for (const [key, shape] of Object.entries(driveShape.shape)) {
    const result = shape.safeParse(raw[key]);
    if (result.success) kept[key] = result.data;
  }
  return { ...kept, vmData: judgeableItems(tripleShape, raw.vmData), nics: judgeableItems(nicShape, raw.nics) };
}

const judgeableItems = <Shape extends z.ZodType>(shape: Shape, items: unknown): (z.output<Shape> | undefined)[] =>
  Array.isArray(items) ? Array.from(items, (item) => shape.safeParse(item).data) : [];
