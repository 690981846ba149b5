import { newId, type Product } from '@rookery/thing-model'
import { CloudError, caller, type PilotSession, pilotSignIn } from '../cloud.ts'
import type { Endpoint } from '../link.ts'
import { Aircraft } from './aircraft.ts'
import { type GatewayOptions, SimulatedGateway } from './gateway.ts'
import { offset, type Place, round } from './geo.ts'
import { liveCapacity } from './live-capacity.ts'
import { type Properties, Thing } from './thing.ts'
import { weatherAt } from './weather.ts'

export type RemoteControllerProduct = 'rc-plus-2' | 'rc-pro'
const AIRCRAFT: { [product in RemoteControllerProduct]: string } = { 'rc-plus-2': 'm4t', 'rc-pro': 'm3t' }

export interface RemoteControllerOptions extends GatewayOptions {
  product: RemoteControllerProduct
  /** Address of the HTTP API. */
  server: string
  /** A user with the role of a pilot. */
  username: string
  password: string
  aircraftSn?: string
  place?: Place
  /** Default: what the cloud says at sign-in. */
  mqttUrl?: string
}

/** DJI Pilot 2 on a remote controller: signs in over HTTP for its MQTT account and binds over HTTP. */
export class SimulatedRemoteController extends SimulatedGateway {
  readonly thing: Thing
  readonly aircraft: Aircraft
  readonly place: Place
  readonly #options: RemoteControllerOptions
  #session: PilotSession | undefined

  constructor(options: RemoteControllerOptions) {
    super(options.product, options)
    const { sn, product } = options
    this.#options = options
    this.place = options.place ?? { latitude: 46.5763, longitude: 8.4172, height: 1480 }
    const aircraftSn = options.aircraftSn ?? `A${sn}`
    this.aircraft = new Aircraft({
      sn: aircraftSn,
      product: AIRCRAFT[product],
      home: offset(this.place, 4, 3),
      gatewaySn: sn,
      report: changed => this.online && this.link.state(aircraftSn, changed),
    })
    this.aircraft.powered = true
    this.thing = new Thing(
      sn,
      initialOsd(product, this.place),
      initialState(this.aircraft),
      changed => this.online && this.link.state(sn, changed),
    )
  }

  protected override async endpoint(): Promise<Endpoint> {
    const { server, username, password, mqttUrl } = this.#options
    const session = await pilotSignIn(server, username, password)
    this.#session = session
    return {
      url: mqttUrl ?? session.mqtt_addr,
      // Pilot 2 makes an id of its own; it is not the SN.
      clientId: `pilot-${newId()}`,
      username: session.mqtt_username,
      password: session.mqtt_password,
    }
  }

  /** Nothing to ask for: config and binding requests are for docks. */
  protected override async introduce(): Promise<void> {}

  /** Binds controller and aircraft, asking again every 2 s as the page in Pilot 2 does. */
  protected override async settle(): Promise<void> {
    const { access_token, user_id, workspace_id } = this.#session!
    const call = caller(this.#options.server, access_token)
    for (const sn of [this.sn, this.aircraft.sn])
      for (let attempt = 1; ; attempt++)
        try {
          await call('POST', `/manage/api/v1/devices/${sn}/binding`, { device_sn: sn, user_id, workspace_id })
          break
        } catch (error) {
          if (!(error instanceof CloudError) || attempt === 5) throw error
          await new Promise<void>(resolve => this.clock.after(2000, resolve))
        }
  }

  protected override topology(): object {
    // The page of the RC Plus 2 shows neither domain nor channel.
    const bare = this.#options.product === 'rc-plus-2'
    const { aircraft } = this
    const sub_device = {
      sn: aircraft.sn,
      ...this.identity(aircraft.product, '1.0.0', !bare),
      ...(bare ? {} : { index: 'A' }),
    }
    return { ...this.identity(this.product, '1.0.0', !bare), sub_devices: aircraft.powered ? [sub_device] : [] }
  }

  protected override tick(seconds: number): void {
    const { latitude, longitude } = this.place
    this.aircraft.advance(seconds, weatherAt(latitude, longitude, 0.37, this.clock.now()))
    const capacity = this.thing.osd.capacity_percent as number
    this.thing.osd.capacity_percent = Math.max(15, capacity - (this.random() < seconds / 300 ? 1 : 0))
    if (!this.link.connected) return
    // Unlike a dock it says everything in one message.
    this.link.osd(this.sn, this.thing.osd)
    if (this.aircraft.powered) this.link.osd(this.aircraft.sn, this.aircraft.osd)
  }
}

const initialOsd = (product: RemoteControllerProduct, { latitude, longitude, height }: Place): Properties => ({
  capacity_percent: 88,
  latitude: round(latitude, 7),
  longitude: round(longitude, 7),
  height: round(height, 2),
  drc_state: 0,
  ...(product === 'rc-pro' ? { country: 'CH' } : {}),
  wireless_link: {
    dongle_number: 0,
    '4g_link_state': 0,
    sdr_link_state: 1,
    link_workmode: 0,
    sdr_quality: 5,
    '4g_quality': 0,
    '4g_uav_quality': 0,
    '4g_gnd_quality': 0,
    sdr_freq_band: 5.8,
    '4g_freq_band': 0,
  },
})

const initialState = (aircraft: { sn: string; product: Product }): Properties => ({
  firmware_version: '02.01.0303',
  live_status: [],
  cloud_control_auth: [],
  dongle_infos: [],
  live_capacity: liveCapacity([aircraft]),
})
