/**
 * Which events of the features go to viewers, and under which biz_code. Each process knows presence by itself; all else
 * is heard of from the process in which it happened.
 */
import { modelKey } from '@rookery/thing-model'
import type { Directory } from '#link/directory.ts'
import type { Bus } from '#platform/bus.ts'
import { alarmView } from '../features/alarm/index.ts'
import { commandView } from '../features/command/index.ts'
import type { DeviceService, DeviceView } from '../features/device/index.ts'
import type { Missions } from '../features/mission/index.ts'
import { holdView, returnView } from '../features/safety/index.ts'
import type { Hub, Subject } from './hub.ts'

export function pushEvents({
  bus,
  hub,
  directory,
  devices,
  missions,
}: {
  bus: Bus
  hub: Hub
  directory: Directory
  devices: DeviceService
  missions: Missions
}) {
  const view = (sn: string) => {
    const device = directory.device(sn)
    return device && devices.view(device)
  }
  const online = (sn: string, workspaceId: string | null) => {
    if (!workspaceId) return
    hub.send(workspaceId, 'device_online', { sn, ...demoPresence(view(sn)) }, { sn })
    hub.send(workspaceId, 'device_update_topo', { sn }, { sn })
  }
  const offline = (sn: string, workspaceId: string, about: Subject) => {
    hub.send(workspaceId, 'device_offline', { sn, online_status: false }, about)
    hub.send(workspaceId, 'device_update_topo', { sn }, about)
  }

  bus.on('device.online', ({ sn, workspaceId }) => online(sn, workspaceId))
  bus.everywhere('device.bound', ({ sn, workspaceId }) => online(sn, workspaceId))
  bus.on('device.offline', ({ sn, workspaceId }) => {
    if (workspaceId) offline(sn, workspaceId, { sn })
  })
  bus.everywhere('device.unbound', ({ sn, workspaceId, siteId }) => offline(sn, workspaceId, { siteId }))
  bus.everywhere('device.topology', ({ sn, workspaceId }) => {
    if (workspaceId) hub.send(workspaceId, 'device_update_topo', { sn, device: view(sn) }, { sn })
  })
  bus.everywhere('device.state', ({ sn, workspaceId, state }) =>
    hub.send(workspaceId, 'device_state', { sn, state }, { sn }),
  )
  bus.everywhere('command.updated', ({ command }) =>
    hub.send(command.workspace_id, 'command_update', commandView(command), { sn: command.gateway_sn }),
  )
  bus.everywhere('command.progress', ({ workspaceId, sn, bid, method, data }) =>
    hub.send(workspaceId, method, { bid, sn, ...data }, { sn }),
  )
  bus.everywhere('job.changed', ({ job }) =>
    hub.send(job.workspace_id, 'job_update', { job: missions.view(job) }, { sn: job.dock_sn }),
  )
  bus.on('job.readiness', ({ jobId }) => {
    const job = missions.inMemory(jobId)
    if (job) hub.send(job.workspace_id, 'job_update', { job: missions.view(job) }, { sn: job.dock_sn })
  })
  bus.on('dock.readiness', ({ workspaceId, readiness }) =>
    hub.send(workspaceId, 'dock_readiness', readiness, { sn: readiness.dock_sn }),
  )
  bus.everywhere('mission.changed', ({ workspaceId, missionId, dockSn }) =>
    hub.send(workspaceId, 'mission_update', { mission_id: missionId }, { sn: dockSn }),
  )
  bus.everywhere('job.progress', ({ workspaceId, sn, jobId, data }) =>
    hub.send(workspaceId, 'flighttask_progress', { bid: jobId, sn, ...data }, { sn }),
  )
  bus.everywhere('flight.notice', ({ workspaceId, gatewaySn, method, jobId, data }) =>
    hub.send(workspaceId, method, { job_id: jobId, sn: gatewaySn, ...data }, { sn: gatewaySn }),
  )
  bus.everywhere('deviation.seen', ({ rows }) => {
    // Counted over all devices of the workspace, with a value of one of them.
    for (const { workspace_id: workspaceId, first_seen_at, last_seen_at, ...row } of rows)
      hub.send(
        workspaceId,
        'deviation_update',
        { ...row, first_seen: first_seen_at, last_seen: last_seen_at },
        { siteId: null },
      )
  })
  bus.everywhere('gateway.timeline', ({ workspaceId, row }) =>
    hub.send(workspaceId, 'bind_timeline', { gateway_sn: row.gateway_sn, row }, { sn: row.gateway_sn }),
  )
  bus.everywhere('wayline.changed', ({ workspaceId, waylineId }) =>
    hub.send(workspaceId, 'wayline_update', { wayline_id: waylineId }, 'everybody'),
  )
  bus.everywhere('alarm.changed', ({ alarm }) =>
    hub.send(alarm.workspace_id, 'alarm_update', alarmView(alarm), { siteId: alarm.site_id }),
  )
  bus.everywhere('flight.changed', ({ flight }) =>
    hub.send(flight.workspace_id, 'flight_update', { flight_id: flight.flight_id }, { siteId: flight.site_id }),
  )
  // A hold of the whole workspace concerns everybody in it.
  bus.everywhere('hold.changed', ({ hold }) =>
    hub.send(
      hold.workspace_id,
      'hold_update',
      holdView(hold),
      hold.site_id === null ? 'everybody' : { siteId: hold.site_id },
    ),
  )
  bus.everywhere('return_all.changed', ({ returning }) =>
    hub.send(returning.workspace_id, 'return_all', returnView(returning), { siteId: returning.site_id }),
  )
  bus.everywhere('media.changed', ({ workspaceId, file }) =>
    hub.send(workspaceId, 'media_update', { file }, ofDevice(file.gateway_sn ?? file.aircraft_sn)),
  )
  bus.everywhere('media.counted', ({ workspaceId, gatewaySn, aircraftSn, jobId, previousJobId, event, ...counts }) =>
    hub.send(
      workspaceId,
      event,
      {
        job_id: jobId,
        pre_job_id: previousJobId ?? '',
        media_count: counts.expected,
        uploaded_count: counts.received,
        device_sn: gatewaySn ?? '',
      },
      ofDevice(gatewaySn ?? aircraftSn),
    ),
  )
  bus.everywhere('user_changed', ({ userId }) => hub.userChanged(userId))
}

/** What is of no device is shown to those who see the whole workspace. */
const ofDevice = (sn: string | null): Subject => (sn === null ? { siteId: null } : { sn })

/** A device that has come online: beside its view, the names under which the demo's front end looks for some of it. */
const demoPresence = (view: DeviceView | undefined) =>
  view && {
    ...view,
    device_callsign: view.nickname,
    device_model: {
      device_model_key: modelKey(view),
      domain: view.domain,
      type: view.type,
      sub_type: view.sub_type,
    },
    online_status: view.online,
    user_callsign: '',
    icon_urls: view.icon_url,
    model: view.device_name,
  }
