/** A device with properties: what it reports at a fixed rate (`osd`) and what it reports when it changes (`state`). */
export type Properties = { [name: string]: unknown }

export class Thing {
  readonly sn: string
  /** Current telemetry by wire name. */
  readonly osd: Properties
  /** Current state properties by wire name. */
  readonly state: Properties
  #report: (changed: Properties) => void

  /** `report` is called at most once per turn of the event loop, with the state properties that changed. */
  constructor(sn: string, osd: Properties, state: Properties, report: (changed: Properties) => void) {
    this.sn = sn
    this.osd = osd
    this.state = state
    this.#report = report
  }

  has(name: string): boolean {
    return name in this.osd || name in this.state
  }

  get(name: string): unknown {
    return name in this.state ? this.state[name] : this.osd[name]
  }

  #changed: Properties | undefined
  /** Changes properties. Values that were there already are no change. */
  set(patch: Properties): void {
    for (const [name, value] of Object.entries(patch)) {
      if (!(name in this.state)) {
        this.osd[name] = value
        continue
      }
      if (JSON.stringify(this.state[name]) === JSON.stringify(value)) continue
      this.state[name] = value
      if (!this.#changed) {
        this.#changed = {}
        queueMicrotask(() => {
          const changed = this.#changed!
          this.#changed = undefined
          this.#report(changed)
        })
      }
      this.#changed[name] = value
    }
  }

  /** Changes fields of a property that is an object. */
  merge(name: string, patch: Properties): void {
    this.set({ [name]: { ...(this.get(name) as Properties | undefined), ...patch } })
  }
}
