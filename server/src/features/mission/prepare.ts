/** What a mission is on the wire: `data` of flighttask_prepare and flighttask_execute. */
import type { Gateway } from '@rookery/thing-model'
import type { FlightPlan } from '#platform/database/mission-tables.ts'
import type { Live } from '../device/index.ts'

export interface PrepareInput {
  jobId: string
  taskType: number
  plan: FlightPlan
  executeTime: number
  url: string
  fingerprint: string
  gateway: Gateway | undefined
}

/** Dock 1 knows neither return mode, precision nor the comparison of flight areas. */
export function prepareData({ jobId, taskType, plan, executeTime, url, fingerprint, gateway }: PrepareInput) {
  const { simulate } = plan
  return {
    flight_id: jobId,
    task_type: taskType,
    ...(taskType === 2 ? { ready_conditions: plan.conditions! } : { execute_time: executeTime }),
    file: { url, fingerprint },
    ...(plan.min_storage_capacity === null
      ? {}
      : { executable_conditions: { storage_capacity: plan.min_storage_capacity } }),
    ...(plan.break_point ? { break_point: plan.break_point } : {}),
    rth_altitude: plan.rth_altitude,
    out_of_control_action: plan.out_of_control_action,
    exit_wayline_when_rc_lost: plan.exit_wayline_when_rc_lost,
    ...(gateway === 'dock1'
      ? {}
      : {
          rth_mode: plan.rth_mode,
          wayline_precision_type: plan.wayline_precision_type,
          flight_safety_advance_check: plan.flight_safety_advance_check ? 1 : 0,
        }),
    ...(simulate
      ? { simulate_mission: { is_enable: 1, latitude: simulate.latitude, longitude: simulate.longitude } }
      : {}),
  }
}

interface Node {
  sdr_id?: number
  sn?: string
  control_source_index?: number
}
interface LinkTopology {
  secret_code?: number[]
  center_node?: Node
  leaf_nodes?: Node[]
}

/** Everything a device has told of itself, however it came. */
const told = (live: Live | undefined): Record<string, unknown> => ({ ...live?.osd, ...live?.state })

/**
 * The two docks of a flight from one to another, from what they and the aircraft report.
 * @returns the parameters, or which of them nobody has reported
 */
export function multiDockTask(
  takeOff: { sn: string; live: Live | undefined },
  landing: { sn: string; live: Live | undefined },
  aircraft: { sn: string; live: Live | undefined } | undefined,
): { task: object } | { missing: string } {
  const topology = told(aircraft?.live).wireless_link_topo as LinkTopology | undefined
  if (!topology?.secret_code || topology.center_node?.sdr_id === undefined)
    return { missing: 'the radio link of the aircraft (wireless_link_topo)' }
  const leaves: Required<Node>[] = []
  for (const { sn, live } of [takeOff, landing]) {
    const own = (told(live).wireless_link_topo as LinkTopology | undefined)?.leaf_nodes?.find(node => node.sn === sn)
    if (own?.sdr_id === undefined) return { missing: `the radio link of ${sn} (wireless_link_topo)` }
    leaves.push({ sdr_id: own.sdr_id, sn, control_source_index: own.control_source_index ?? 1 })
  }
  // Two docks on one aircraft are its control sources A and B: the landing dock takes what the other has not.
  leaves[1]!.control_source_index = leaves[0]!.control_source_index === 1 ? 2 : 1
  const infos: object[] = []
  for (const [place, { sn, live }] of [takeOff, landing].entries()) {
    const { latitude, longitude, height, heading, home_position_is_valid, rtcm_info, alternate_land_point } = told(live)
    const values = { latitude, longitude, height, heading, home_position_is_valid, rtcm_info, alternate_land_point }
    const absent = Object.entries(values).find(([, value]) => value === undefined)
    if (absent) return { missing: `${absent[0]} of ${sn}` }
    infos.push({ sn, dock_type: place === 0 ? 'takeoff' : 'landing', index: place + 1, ...values })
  }
  const { sdr_id, sn = aircraft!.sn } = topology.center_node
  return {
    task: {
      wireless_link_topo: { secret_code: topology.secret_code, center_node: { sdr_id, sn }, leaf_nodes: leaves },
      dock_infos: infos,
    },
  }
}
