/** Numbers for Prometheus. No serial numbers, names or ids in labels: they would leak the fleet and never end. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export class Metrics {
  readonly #registry = new Registry()
  readonly #requests: Histogram<'method' | 'status'>

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
    this.#requests = new Histogram({
      name: 'rookery_http_request_seconds',
      help: 'Time to answer an HTTP request',
      labelNames: ['method', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers: [this.#registry],
    })
  }

  /** A value that goes up and down, read when it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `rookery_${name}`,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read())
      },
    })
  }

  /** A count that only grows, kept elsewhere and read when it is asked for. */
  counter(name: string, help: string, read: () => number): void {
    new Counter({
      name: `rookery_${name}_total`,
      help,
      registers: [this.#registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }

  /** `status` is reduced to its class, such as `2xx`. */
  request(method: string, status: number, seconds: number): void {
    this.#requests.observe({ method, status: `${Math.floor(status / 100)}xx` }, seconds)
  }

  get contentType(): string {
    return this.#registry.contentType
  }
  text(): Promise<string> {
    return this.#registry.metrics()
  }
}
