/** What the service counts, in Prometheus' text form. Names are patterns of routes, never what somebody chose. */

/** Seconds; an answer is in memory, so that these are short. */
const BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 1] as const;

interface Histogram {
  readonly counts: number[];
  sum: number;
  count: number;
}

type Labels = Readonly<Record<string, string>>;

const labelText = (labels: Labels): string => {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll(/["\\\n]/g, '_')}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
};

/** A number that is asked for when somebody looks. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #seconds = new Map<string, Histogram>();
  readonly #refusals = new Map<string, number>();
  readonly #passwords = new Map<string, number>();

  /** Counts one answer. */
  request(form: string, route: string, status: number, seconds: number): void {
    increase(this.#requests, labelText({ form, route, status: String(status) }));
    const key = labelText({ form, route });
    let histogram = this.#seconds.get(key);
    if (histogram === undefined) {
      histogram = { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
      this.#seconds.set(key, histogram);
    }
    histogram.sum += seconds;
    histogram.count += 1;
    for (let at = BUCKETS.length - 1; at >= 0 && seconds <= BUCKETS[at]!; at--) histogram.counts[at]! += 1;
  }

  /** Counts who was turned away before there was a request, or by a limit. */
  refusal(limit: string): void {
    increase(this.#refusals, labelText({ limit }));
  }

  password(event: string): void {
    increase(this.#passwords, labelText({ event }));
  }

  /** The page that Prometheus reads. */
  text(gauges: readonly Gauge[]): string {
    const lines: string[] = [];
    const counters = (name: string, help: string, values: ReadonlyMap<string, number>): void => {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
      for (const [labels, value] of values) lines.push(`${name}${labels} ${value}`);
    };
    counters('configdrive_requests_total', 'Requests by form, route and status.', this.#requests);
    counters('configdrive_refusals_total', 'Connections and requests turned away, by limit.', this.#refusals);
    counters('configdrive_passwords_total', 'Words to the password server, by what became of them.', this.#passwords);
    lines.push(...this.#histogramLines());
    for (const { name, help, read } of gauges)
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${read()}`);
    return `${lines.join('\n')}\n`;
  }

  #histogramLines(): readonly string[] {
    const name = 'configdrive_request_seconds';
    const lines = [`# HELP ${name} Time from a request to its answer.`, `# TYPE ${name} histogram`];
    for (const [labels, { counts, sum, count }] of this.#seconds) {
      const inside = labels.slice(1, -1);
      for (const [at, bucket] of BUCKETS.entries())
        lines.push(`${name}_bucket{${inside},le="${bucket}"} ${counts[at]}`);
      lines.push(
        `${name}_bucket{${inside},le="+Inf"} ${count}`,
        `${name}_sum${labels} ${sum}`,
        `${name}_count${labels} ${count}`,
      );
    }
    return lines;
  }
}

const increase = (values: Map<string, number>, key: string): unknown => values.set(key, (values.get(key) ?? 0) + 1);
