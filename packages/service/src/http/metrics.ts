/** What the API's server counts, in Prometheus' text form. Labels are names of the table, never what somebody chose. */

/** Seconds. */
const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30] as const;

interface Histogram {
  readonly counts: number[];
  sum: number;
  count: number;
}

export class ApiMetrics {
  readonly #requests = new Map<string, number>();
  readonly #seconds = new Map<string, Histogram>();
  readonly #refusals = new Map<string, number>();

  /** Counts one answer; `command` is `none` where the request named none of the table. */
  request(command: string, status: number, seconds: number): void {
    increase(this.#requests, `command="${command}",status="${status}"`);
    const key = `command="${command}"`;
    const histogram = this.#seconds.get(key) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
    histogram.sum += seconds;
    histogram.count += 1;
    for (const [at, bucket] of BUCKETS.entries())
      if (seconds <= bucket) histogram.counts[at] = (histogram.counts[at] ?? 0) + 1;
    this.#seconds.set(key, histogram);
  }

  /** Counts who was turned away before there was a request, by the limit or the rule. */
  refusal(limit: string): void {
    increase(this.#refusals, `limit="${limit}"`);
  }

  /** The page that Prometheus reads. */
  text(openRequests: number): string {
    const lines = [
      ...counter('configdrive_api_requests_total', 'Requests by command and status.', this.#requests),
      ...counter('configdrive_api_refusals_total', 'Connections turned away, by limit.', this.#refusals),
      ...histogram('configdrive_api_request_seconds', 'Time from a request to its answer.', this.#seconds),
      '# HELP configdrive_api_open_requests Requests that are not answered yet.',
      '# TYPE configdrive_api_open_requests gauge',
      `configdrive_api_open_requests ${openRequests}`,
    ];
    return `${lines.join('\n')}\n`;
  }
}

const counter = (name: string, help: string, values: ReadonlyMap<string, number>): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} counter`,
  ...Array.from(values, ([labels, value]) => `${name}{${labels}} ${value}`),
];

const histogram = (name: string, help: string, values: ReadonlyMap<string, Histogram>): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} histogram`,
  ...Array.from(values).flatMap(([labels, { counts, sum, count }]) => [
    ...BUCKETS.map((bucket, at) => `${name}_bucket{${labels},le="${bucket}"} ${counts[at]}`),
    `${name}_bucket{${labels},le="+Inf"} ${count}`,
    `${name}_sum{${labels}} ${sum}`,
    `${name}_count{${labels}} ${count}`,
  ]),
];

const increase = (values: Map<string, number>, key: string): unknown => values.set(key, (values.get(key) ?? 0) + 1);
