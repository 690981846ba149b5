import { addGateway, type GatewayCredentials, type Installer } from './cloud.ts'
import { type DockOptions, type DockProduct, SimulatedDock } from './devices/dock.ts'
import { offset, type Place } from './devices/geo.ts'
import type { Recorder } from './record.ts'
import { patrol } from './scenarios/patrol.ts'
import { createTicker, systemClock } from './time.ts'

export const DOCK_PRODUCTS: readonly DockProduct[] = ['dock1', 'dock2', 'dock3']

/** Serial number of the n-th simulated dock, counted from 1; it names the product. */
export const dockSn = (n: number, product: DockProduct = DOCK_PRODUCTS[(n - 1) % 3]!): string =>
  `SIM${product.toUpperCase()}${String(n).padStart(6, '0')}`

/** The product that a simulated serial number names; `dock2` for any other. */
export const productOfSn = (sn: string): DockProduct =>
  DOCK_PRODUCTS.find(product => sn.startsWith(`SIM${product.toUpperCase()}`)) ?? 'dock2'

/** Adds gateways for docks 1 to `count`, several at a time. */
export async function registerDocks(installer: Installer, count: number): Promise<GatewayCredentials[]> {
  const credentials: GatewayCredentials[] = []
  let next = 1
  const worker = async () => {
    for (let n = next++; n <= count; n = next++)
      credentials[n - 1] = await addGateway(installer, dockSn(n), `Simulated dock ${n}`)
  }
  await Promise.all(Array.from({ length: Math.min(8, count) }, worker))
  return credentials
}

/** Options that every dock of a fleet shares. */
type Shared = Omit<
  DockOptions,
  'sn' | 'product' | 'mqttUrl' | 'password' | 'bindCode' | 'organizationId' | 'place' | 'record'
>

export interface FleetOptions extends Partial<Shared> {
  credentials: readonly GatewayCredentials[]
  /** Default: `mqtt_addr` of the credentials. */
  mqttUrl?: string
  /** Middle of the fleet. */
  centre?: Place
  /** Metres between docks. Default 1500. */
  spacing?: number
  /** How many docks have their aircraft on patrol. Default 0. */
  airborne?: number
  /** How many docks join in a second. Default 100. */
  joinsPerSecond?: number
  recorder?: Recorder
  /** What differs for single docks. */
  each?: (index: number) => Partial<DockOptions>
}

export interface Fleet {
  docks: readonly SimulatedDock[]
  /** Lets all docks join, spread over time. Resolves when the last one is in; rejects with the first that failed. */
  start(): Promise<void>
  stop(): Promise<void>
}

export function createFleet(options: FleetOptions): Fleet {
  const { credentials, mqttUrl, centre = { latitude: 46.5763, longitude: 8.4172, height: 1480 } } = options
  const { spacing = 1500, airborne = 0, joinsPerSecond = 100, recorder, each, ...shared } = options
  const clock = options.clock ?? systemClock
  const ticker = options.ticker ?? createTicker(clock, options.osdInterval ?? 2000)
  const docks = credentials.map(
    (given, index) =>
      new SimulatedDock({
        ...shared,
        clock,
        ticker,
        sn: given.gateway_sn,
        product: productOfSn(given.gateway_sn),
        mqttUrl: mqttUrl ?? given.mqtt_addr,
        password: given.mqtt_password,
        bindCode: given.bind_code,
        organizationId: given.organization_id,
        place: spiral(centre, index, spacing),
        record: recorder?.of(given.gateway_sn),
        ...each?.(index),
      }),
  )
  let stopped = false
  return {
    docks,
    async start() {
      const joins = docks.map(async (dock, index) => {
        await new Promise<void>(resolve => clock.after((index * 1000) / joinsPerSecond, resolve))
        if (stopped) return
        await dock.join()
        if (index < airborne) void patrol(dock)
      })
      await Promise.all(joins)
    },
    async stop() {
      stopped = true
      await Promise.all(docks.map(dock => dock.stop()))
    },
  }
}

/** Places spread evenly over a growing disc. */
function spiral(centre: Place, index: number, spacing: number): Place {
  const angle = index * 2.399963
  const distance = spacing * Math.sqrt(index) * 0.8
  return offset(centre, Math.cos(angle) * distance, Math.sin(angle) * distance)
}
