/** From parameters to the answer of a command: who calls, whether they may, what they want. Nothing here knows sockets. */
import { createHmac } from 'node:crypto';
import {
  ApiError,
  bind,
  type CommandName,
  commandEntry,
  commandOf,
  type Encoding,
  formatOf,
  type HmacSha1,
  isCommandName,
  isReadOnly,
  listApis,
  type NameOrder,
  type RawParameters,
  type Serialised,
  serialise,
  unknownCommand,
  verificationError,
  verify,
} from '@configdrive/cloudstack-api';
import type { ApiContext, Caller, ServeApiOptions } from './options.ts';
import { type Allowance, RateLimit } from './rate.ts';
import { isWithin } from './sources.ts';

/** What becomes known of a request while it is judged, for the log. */
export interface Findings {
  command?: CommandName | undefined;
  caller?: Omit<Caller, 'secretKey'> | undefined;
  encoding?: Encoding | undefined;
  order?: NameOrder | undefined;
  refusal?: string | undefined;
  unknown?: readonly string[] | undefined;
  allowance?: Allowance | undefined;
}

/** What is known of a request beside its parameters. */
export interface Asked {
  readonly method: string;
  readonly source: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

const hmacSha1: HmacSha1 = (key, message) => createHmac('sha1', key).update(message).digest();

type AnyHandler = (parameters: never, context: ApiContext) => Promise<unknown>;

/** Judges requests one by one; only the rate of accounts is kept between them. */
export class Judge {
  readonly #options: ServeApiOptions;
  readonly #rate: RateLimit | undefined;

  constructor(options: ServeApiOptions) {
    this.#options = options;
    this.#rate = options.ratePerSecond === undefined ? undefined : new RateLimit(options.ratePerSecond);
  }

  /** Answers a request. @throws ApiError with what the caller is told; any other error is a fault of the handler */
  async answer(parameters: RawParameters, asked: Asked, findings: Findings): Promise<Serialised> {
    const named = parameters.get('command');
    if (named !== undefined && isCommandName(named)) findings.command = named;
    const caller = await this.#verified(parameters, asked, findings);
    this.#checkAllowance(caller, findings);
    const command = commandOf(parameters);
    this.#checkRights(command, caller, asked);
    const bound = bind(command, parameters);
    findings.unknown = bound.unknown;
    const result = await this.#run(command, bound.parameters, { ...contextOf(asked), caller });
    return serialise(command, result as never, formatOf(parameters));
  }

  /** Everybody who cannot be verified is told the same, but for who has shown to hold the key. */
  async #verified(
    parameters: RawParameters,
    { source }: Asked,
    findings: Findings,
  ): Promise<Omit<Caller, 'secretKey'>> {
    const { callerOf, isJavaEncodingOnly, requirePostAndTimestamps } = this.#options;
    let found: Caller | undefined;
    const verification = await verify(parameters, {
      secretOf: async (apiKey) => {
        found = await callerOf(apiKey);
        return found?.secretKey;
      },
      now: new Date(),
      onlyJava: isJavaEncodingOnly === true,
      mustExpire: requirePostAndTimestamps === true,
      hmacSha1,
    });
    if (!verification.isVerified) {
      findings.refusal = verification.refusal;
      throw verificationError(verification);
    }
    const { secretKey: _, ...caller } = found as Caller;
    Object.assign(findings, { caller, encoding: verification.encoding, order: verification.order });
    if (caller.isDisabled === true) {
      findings.refusal = 'account-disabled';
      throw verificationError({ isVerified: false, refusal: 'api-key-unknown', isHolder: false });
    }
    if (caller.allowedSourceCidrs !== undefined && !isWithin(source, caller.allowedSourceCidrs)) {
      findings.refusal = 'source-not-allowed';
      throw new ApiError(401, 'Calls of this account are not allowed from this address');
    }
    return caller;
  }

  #checkAllowance({ accountId }: Omit<Caller, 'secretKey'>, findings: Findings): void {
    findings.allowance = this.#rate?.take(accountId, performance.now());
    if (findings.allowance?.isAllowed === false) {
      throw new ApiError(429, `The account has sent more than ${findings.allowance.limit} requests in a second`);
    }
  }

  #checkRights(command: CommandName, { role }: Omit<Caller, 'secretKey'>, { method }: Asked): void {
    if (!this.#exists(command)) throw unknownCommand(command);
    if (!commandEntry(command).roles.includes(role)) {
      throw new ApiError(401, `The role ${role} has no right to ${command}`);
    }
    if (this.#options.requirePostAndTimestamps === true && method !== 'POST' && !isReadOnly(command)) {
      throw new ApiError(400, `${command} must be sent by POST`);
    }
  }

  #exists(command: CommandName): boolean {
    return isOwn(command) || Object.hasOwn(this.#options.handlers, command);
  }

  #run(command: CommandName, parameters: object, context: ApiContext): unknown {
    // A handler goes before the table: whoever has volumes lists them.
    const handler: AnyHandler | undefined = Object.hasOwn(this.#options.handlers, command)
      ? this.#options.handlers[command]
      : undefined;
    if (handler !== undefined) return handler(parameters as never, context);
    if (command !== 'listApis') return { count: 0, items: [] };
    const mayRun = (other: CommandName): boolean =>
      this.#exists(other) && commandEntry(other).roles.includes(context.caller.role);
    return listApis(mayRun, (parameters as { readonly name?: string }).name);
  }
}

/** What the table alone answers. */
const isOwn = (command: CommandName): boolean => command === 'listApis' || commandEntry(command).takesAnything === true;

const contextOf = ({ requestId, source, signal }: Asked): Omit<ApiContext, 'caller'> => ({ requestId, source, signal });
