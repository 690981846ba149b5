import type { Endpoint } from '../link.ts'
import { MissionControl } from '../mission/control.ts'
import type { MissionFaults } from '../mission/faults.ts'
import { Aircraft } from './aircraft.ts'
import { DOCK_MODE } from './codes.ts'
import { dockTelemetry, initialDockOsd, initialDockState } from './dock-telemetry.ts'
import { type GatewayOptions, JoinRefused, SimulatedGateway } from './gateway.ts'
import { offset, type Place, round } from './geo.ts'
import { liveCapacity } from './live-capacity.ts'
import { type Properties, Thing } from './thing.ts'
import { type Weather, weatherAt } from './weather.ts'

export type DockProduct = 'dock1' | 'dock2' | 'dock3'
/** The aircraft that each dock carries. */
const AIRCRAFT: { [product in DockProduct]: string } = { dock1: 'm30t', dock2: 'm3td', dock3: 'm4td' }

export interface DockOptions extends GatewayOptions {
  product: DockProduct
  /** `mqtt://`, `tcp://`, `mqtts://`, `ssl://`, `ws://` or `wss://`. */
  mqttUrl: string
  /** Of the MQTT account, whose name is the SN. */
  password: string
  bindCode: string
  organizationId: string
  /** Default: `<sn>` with `A` before it. */
  aircraftSn?: string
  /** Whether the aircraft is switched on from the start. Default false. */
  aircraftOn?: boolean
  /** Names given at binding. Default: from the SN. */
  callsign?: string
  /** Default: a hill in the Alps. */
  place?: Place
  /** The dock whose aircraft it shares: missions start at that dock and land at this one. */
  sharesAircraftOf?: SimulatedDock
  /** Takes the place of what the weather would be. */
  weather?: Partial<Weather>
  /** What goes wrong on the first missions. */
  missionFaults?: MissionFaults
}

export class SimulatedDock extends SimulatedGateway {
  readonly thing: Thing
  readonly aircraft: Aircraft
  readonly place: Place
  readonly missions: MissionControl
  /** Takes the place of what the weather would be; at first, and after a storm, the one of the options. */
  weatherNow: Partial<Weather> | undefined
  readonly #options: DockOptions
  /** The other dock of its aircraft. */
  partner: SimulatedDock | undefined
  #outOfTouch = false
  #messages: readonly (readonly string[])[]

  constructor(options: DockOptions) {
    const { sn } = options
    super(options.product, options)
    this.#options = options
    this.weatherNow = options.weather
    this.place = options.place ?? { latitude: 46.5763, longitude: 8.4172, height: 1480 }
    this.#messages = dockTelemetry(this.product)
    const all = initialDockOsd(this.product, this.place, this.random)
    this.thing = new Thing(
      sn,
      Object.fromEntries(this.#messages.flat().map(name => [name, all[name]])),
      initialDockState(this.product, sn),
      changed => this.online && this.link.state(sn, changed),
    )
    this.partner = options.sharesAircraftOf
    if (this.partner) {
      this.aircraft = this.partner.aircraft
      this.partner.partner = this
      this.thing.set({ drone_in_dock: 0 })
    } else {
      const aircraftSn = options.aircraftSn ?? `A${sn}`
      this.aircraft = new Aircraft({
        sn: aircraftSn,
        product: AIRCRAFT[options.product],
        home: offset(this.place, 0, 0, 0.4),
        gatewaySn: sn,
        report: changed => this.#carrier.#tellOfAircraft(changed),
      })
    }
    this.missions = new MissionControl(this, options.missionFaults ?? {})
    this.#setPower(options.aircraftOn ?? false)
    this.#measure(0, this.weather())
  }

  weather(): Weather {
    const { latitude, longitude } = this.place
    return {
      ...weatherAt(latitude, longitude, (latitude * 7 + longitude * 3) % 1, this.clock.now()),
      ...this.weatherNow,
    }
  }

  /** The weather is again what it was at first. */
  endStorm(): void {
    this.weatherNow = this.#options.weather
  }

  get #hearsAircraft(): boolean {
    return this.aircraft.powered && !this.#outOfTouch
  }

  /** The dock that the aircraft has its best link with. */
  get #carrier(): SimulatedDock {
    const { partner } = this
    return partner && this.aircraft.state.best_link_gateway === partner.sn ? partner : this
  }

  /** The aircraft speaks through this dock from now on. */
  switchCarrier(dock: SimulatedDock): void {
    this.aircraft.set({ best_link_gateway: dock.sn })
  }

  #tellOfAircraft(changed: Properties): void {
    if (this.#hearsAircraft && this.online) this.link.state(this.aircraft.sn, changed)
  }

  /** The radio link to the aircraft is lost, or there again. */
  loseAircraft(lost: boolean): void {
    this.#outOfTouch = lost
    this.thing.merge('sub_device', { device_online_status: lost ? 0 : 1 })
    this.thing.merge('wireless_link', { sdr_link_state: lost ? 0 : 1, sdr_quality: lost ? 0 : 5 })
    void this.announceChange()
  }

  /** Somebody puts an aircraft that came down elsewhere back into the dock. */
  retrieveAircraft(): void {
    this.aircraft.flight.home = offset(this.place, 0, 0, 0.4)
    this.thing.set({ drone_in_dock: 1 })
    this.missions.fetchLeft()
  }

  override async join(): Promise<void> {
    await super.join()
    this.missions.resume()
  }

  /** True while remote debugging is on. */
  get debugging(): boolean {
    return this.osd.mode_code === DOCK_MODE.remoteDebugging
  }

  get aircraftInside(): boolean {
    return this.osd.drone_in_dock === 1
  }

  /** Everything goes off and, after `seconds` of the simulated world, on again; the aircraft stays off. */
  async reboot(seconds: number): Promise<void> {
    this.#setPower(false)
    this.thing.osd.mode_code = DOCK_MODE.idle
    await this.restart(seconds)
  }

  /** Switches the aircraft on or off and tells the cloud. */
  async powerAircraft(on: boolean): Promise<void> {
    if (this.aircraft.powered === on) return
    this.#setPower(on)
    if (this.partner) this.partner.#setPower(on)
    await Promise.all([this.announceChange(), this.partner?.online && this.partner.announceChange()])
  }

  #setPower(on: boolean): void {
    this.aircraft.powered = on
    const { sn, product, aircraft } = this
    this.thing.set({ live_capacity: liveCapacity(on ? [{ sn, product }, aircraft] : [{ sn, product }]) })
    this.thing.merge('sub_device', {
      device_sn: this.aircraft.sn,
      device_model_key: this.modelKey(this.aircraft.product),
      device_online_status: on ? 1 : 0,
      device_paired: 1,
    })
  }

  protected override async endpoint(): Promise<Endpoint> {
    const { sn, mqttUrl, password } = this.#options
    return { url: mqttUrl, clientId: sn, username: sn, password }
  }

  protected override async introduce(): Promise<void> {
    const { bindCode, organizationId, callsign = this.sn } = this.#options
    await this.link.request('requests', 'config', { config_type: 'json', config_scope: 'product' })

    const both = [{ sn: this.aircraft.sn }, { sn: this.sn }]
    const status = answerOf(await this.link.request('requests', 'airport_bind_status', { devices: both }))
    const bound = (status.output?.bind_status ?? []) as {
      sn: string
      is_device_bind_organization: boolean
      organization_id?: string
    }[]
    const ours = (sn: string) =>
      bound.some(row => row.sn === sn && row.is_device_bind_organization && row.organization_id === organizationId)
    if (both.every(({ sn }) => ours(sn))) return

    const organization = { device_binding_code: bindCode, organization_id: organizationId }
    const found = answerOf(await this.link.request('requests', 'airport_organization_get', organization))
    if (found.result !== 0) throw new JoinRefused('airport_organization_get', found.result)
    const device = (sn: string, device_callsign: string, device_model_key: string) => ({
      sn,
      device_callsign,
      device_model_key,
      ...organization,
    })
    const answer = answerOf(
      await this.link.request('requests', 'airport_organization_bind', {
        bind_devices: [
          device(this.sn, callsign, this.modelKey(this.product)),
          device(this.aircraft.sn, `${callsign} aircraft`, this.modelKey(this.aircraft.product)),
        ],
      }),
    )
    const failed = ((answer.output?.err_infos ?? []) as { err_code?: number }[]).find(({ err_code }) => err_code)
    const code = answer.result || failed?.err_code || 0
    if (code) throw new JoinRefused('airport_organization_bind', code)
  }

  protected override topology(): object {
    return {
      ...this.identity(this.product, '1.2.0'),
      sub_devices: this.#hearsAircraft
        ? [{ sn: this.aircraft.sn, ...this.identity(this.aircraft.product, '1.2.0'), index: 'A' }]
        : [],
    }
  }

  protected override tick(seconds: number): void {
    const weather = this.weather()
    // Of two docks, the one it belongs to moves it on.
    if (!this.#options.sharesAircraftOf) this.aircraft.advance(seconds, weather)
    this.#measure(seconds, weather)
    if (!this.link.connected) return
    for (const names of this.#messages) {
      const data: { [name: string]: unknown } = {}
      for (const name of names) data[name] = this.thing.osd[name]
      this.link.osd(this.sn, data)
    }
    if (this.#hearsAircraft && this.#carrier === this) this.link.osd(this.aircraft.sn, this.aircraft.osd)
  }

  /** Weather, climate inside, charging and counters after `seconds`. */
  #measure(seconds: number, weather: Weather): void {
    const osd = this.thing.osd
    const inside = osd.temperature as number
    const mode = (osd.air_conditioner as { air_conditioner_state: number }).air_conditioner_state
    const target = mode === 1 ? 18 : mode === 2 ? 28 : weather.temperature + 4
    const charging = this.aircraftInside && (osd.drone_charge_state as { state: number }).state === 1
    if (charging) {
      this.aircraft.charge = Math.min(100, this.aircraft.charge + seconds / 24)
      if (this.aircraft.charge >= 97) this.thing.merge('drone_charge_state', { state: 0 })
    }
    Object.assign(osd, {
      environment_temperature: round(weather.temperature, 1),
      humidity: round(weather.humidity, 1),
      wind_speed: round(weather.wind, 1),
      rainfall: weather.rainfall,
      temperature: round(inside + (target - inside) * Math.min(1, seconds / 300), 3),
      working_current: round(850 + (charging ? 2600 : 0) + (mode ? 1400 : 0) + this.random() * 40, 0),
      network_state: { type: 2, quality: 5, rate: round(30 + this.random() * 40, 2) },
      drone_charge_state: {
        ...(osd.drone_charge_state as object),
        capacity_percent: Math.round(this.aircraft.charge),
      },
    })
    osd.acc_time = (osd.acc_time as number) + Math.round(seconds)
  }
}

interface Answer {
  result: number
  output?: { [name: string]: unknown }
}
const answerOf = (data: unknown): Answer => {
  const { result = -1, output } = (data ?? {}) as Partial<Answer>
  return { result, output }
}
