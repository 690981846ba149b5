/** Events by which a device says itself that something is wrong. Each is committed together with its alarm. */
import { attachedAircraft } from '#link/directory.ts'
import { storable } from '#link/link.store.ts'
import type { Link, Message } from '#link/link.ts'
import type { Alarms } from '../alarm/index.ts'
import { numberOf, objectOf, pointOf } from './values.ts'

/** action of device_exit_homing_notify. */
const RETURNS_AGAIN = 0
/** type of an obstacle: a stop, or the beginning of a detour; the end of one tells nothing new. */
const STOPPED = 2
const DETOUR = 0
/** Longer reports are a fault of the device. */
const MAX_OBSTACLES = 50

export function safetyHandlers({ link, alarms }: { link: Link; alarms: Alarms }) {
  link.handle('events', 'device_exit_homing_notify', async message => {
    const { workspaceId, gatewaySn, trx } = message
    if (workspaceId === null) return undefined
    const data = objectOf(message.data)
    const key = `return_stopped ${gatewaySn}`
    if (numberOf(data.action) === RETURNS_AGAIN) {
      message.afterCommit(await alarms.clearWithin(trx, workspaceId, key, 'returns_again'))
      return undefined
    }
    const raised = await alarms.raiseWithin(trx, {
      ...{ workspaceId, key, kind: 'return_stopped', occurrence: true },
      ...{ sn: aircraftOf(message), gatewaySn, facts: { reason: numberOf(data.reason) } },
    })
    message.afterCommit(() => void alarms.announce(raised))
    return undefined
  })

  link.handle('events', 'flight_setup_exception_notify', async message => {
    const { workspaceId, gatewaySn, trx } = message
    if (workspaceId === null) return undefined
    const data = objectOf(message.data)
    const raised = await alarms.raiseWithin(trx, {
      ...{ workspaceId, key: `preparation_slow ${gatewaySn}`, kind: 'preparation_slow', occurrence: true },
      ...{ sn: gatewaySn, gatewaySn, jobId: textOf(data.flight_id) },
      facts: { flight_type: numberOf(data.flight_type), waiting_min: numberOf(data.timeout_time) },
    })
    message.afterCommit(() => void alarms.announce(raised))
    return undefined
  })

  link.handle('events', 'obstacle_avoidance_notify', async message => {
    const { workspaceId, gatewaySn, trx } = message
    if (workspaceId === null) return undefined
    const data = objectOf(message.data)
    const list = Array.isArray(data.obstacles) ? data.obstacles.slice(0, MAX_OBSTACLES).map(objectOf) : []
    for (const obstacle of list) {
      const type = numberOf(obstacle.type)
      if (type !== STOPPED && type !== DETOUR) continue
      const kind = type === STOPPED ? 'obstacle_stop' : 'obstacle_detour'
      const raised = await alarms.raiseWithin(trx, {
        ...{ workspaceId, key: `${kind} ${gatewaySn}`, kind, occurrence: true },
        ...{ sn: aircraftOf(message), gatewaySn, jobId: textOf(data.flight_id) },
        facts: {
          ...pointOf(obstacle),
          height_m: numberOf(obstacle.height),
          waypoint_index: numberOf(obstacle.waypoint_index),
        },
      })
      message.afterCommit(() => void alarms.announce(raised))
    }
    return undefined
  })
}

/** The aircraft that the gateway of a message carries; null when it has none. */
const aircraftOf = ({ gateway, deviceSn, gatewaySn }: Message): string | null =>
  deviceSn !== gatewaySn ? deviceSn : (attachedAircraft(gateway) ?? null)

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? storable(value.slice(0, 64)) : null
