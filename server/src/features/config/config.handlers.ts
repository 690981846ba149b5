/** The dock asks for the licence and the time server, and for things nobody has built yet but that must be answered. */
import type { Link, Message } from '#link/link.ts'
import type { Timeline } from '../gateway/index.ts'

export interface DeviceConfig {
  appId: string
  appKey: string
  license: string
  ntpHost: string
  ntpPort: number
}

export function configHandlers(deps: {
  link: Link
  timeline: Timeline
  /** Settings of the workspace whose credentials the gateway used, with the server's defaults filled in. */
  configOf(workspaceId: string, within: Message['trx']): Promise<DeviceConfig>
}) {
  const { link, timeline, configOf } = deps

  // Unlike every other request this one is answered flat, without result and output.
  link.handle('requests', 'config', async message => {
    timeline.add(message.gatewaySn, 'config_requested')
    const workspaceId = message.accountWorkspaceId
    const config = workspaceId ? await configOf(workspaceId, message.trx) : undefined
    return {
      ntp_server_host: config?.ntpHost ?? '',
      ntp_server_port: config?.ntpPort ?? 123,
      app_id: config?.appId ?? '',
      app_key: config?.appKey ?? '',
      app_license: config?.license ?? '',
    }
  })

  // Left unanswered, each of these holds up a take-off for about 40 s. Nothing to give: no maps, no areas.
  link.handle('requests', 'offline_map_get', async () => ({
    result: 0,
    output: { offline_map_enable: false, files: [] },
  }))
  link.handle('requests', 'flight_areas_get', async () => ({ result: 0, output: { files: [] } }))
}
