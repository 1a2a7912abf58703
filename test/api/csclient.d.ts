/** What the tests call of csclient, which brings no types. */
declare module 'csclient' {
  interface Options {
    readonly baseUrl: string;
    readonly apiKey: string;
    readonly secretKey: string;
    readonly singleExecutor?: boolean;
  }
  type Callback = (error: Error | null, answer?: unknown) => void;
  export default class CloudStackClient {
    constructor(options: Options);
    executeSync(command: string, parameters: object, callback: Callback): void;
    execute(command: string, parameters: object, callback: Callback): void;
    once(event: 'ready', listener: () => void): this;
    once(event: 'error', listener: (error: Error) => void): this;
  }
}
