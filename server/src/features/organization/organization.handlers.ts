/**
 * Binding: the dock asks whether it is bound, which organization its code belongs to, and to be bound. Ownership is
 * proven by the workspace's binding code over the gateway's own credentials; nothing is told of another's workspace.
 */
import { timingSafeEqual } from 'node:crypto'
import { isSerialNumber } from '@rookery/thing-model'
import type { Directory } from '#link/directory.ts'
import { storable } from '#link/link.store.ts'
import type { Link, Message } from '#link/link.ts'
import type { Audit } from '#platform/audit.ts'
import type { Bus } from '#platform/bus.ts'
import type { DeviceStore } from '../device/index.ts'
import type { Timeline } from '../gateway/index.ts'

/** Result codes of the binding requests. */
const ORGANIZATION_LOOKUP_FAILED = 210230
const BINDING_FAILED = 210231
const BOUND_ELSEWHERE = 210232

export interface Organization {
  name: string
  bindCode: string
}

export function organizationHandlers(deps: {
  link: Link
  directory: Directory
  devices: DeviceStore
  timeline: Timeline
  bus: Bus
  audit: Audit
  workspace(workspaceId: string, within: Message['trx']): Promise<Organization | undefined>
}) {
  const { link, directory, devices, timeline, bus, audit, workspace } = deps

  /** The asker's workspace when organization and code are its own; anything else is a wrong code. */
  const proven = async (
    message: Message,
    organizationId: unknown,
    code: unknown,
  ): Promise<(Organization & { id: string }) | undefined> => {
    const id = message.accountWorkspaceId
    if (!id || organizationId !== id || typeof code !== 'string') return undefined
    const organization = await workspace(id, message.trx)
    return organization && sameText(code, organization.bindCode) ? { ...organization, id } : undefined
  }

  link.handle('requests', 'airport_bind_status', async message => {
    timeline.add(message.gatewaySn, 'bind_status_asked')
    const asked = listOf(objectOf(message.data).devices).map(item => objectOf(item).sn)
    const mine = message.accountWorkspaceId
    const organization = mine ? await workspace(mine, message.trx) : undefined
    return {
      result: 0,
      output: {
        bind_status: asked.map(sn => {
          const device = typeof sn === 'string' ? directory.device(sn) : undefined
          const bound = device !== undefined && mine !== undefined && device.workspaceId === mine
          return {
            sn,
            is_device_bind_organization: bound,
            organization_id: bound ? mine : '',
            organization_name: bound ? (organization?.name ?? '') : '',
            device_callsign: bound ? device.nickname : '',
          }
        }),
      },
    }
  })

  link.handle('requests', 'airport_organization_get', async message => {
    timeline.add(message.gatewaySn, 'organization_asked')
    const data = objectOf(message.data)
    const organization = await proven(message, data.organization_id, data.device_binding_code)
    if (organization) return { result: 0, output: { organization_name: organization.name } }
    timeline.add(message.gatewaySn, 'wrong_bind_code')
    return { result: ORGANIZATION_LOOKUP_FAILED, output: {} }
  })

  link.handle('requests', 'airport_organization_bind', async message => {
    const asked = listOf(objectOf(message.data).bind_devices).map(objectOf)
    const errors: { sn: unknown; err_code: number }[] = []
    const binding: { sn: string; domain: number; type: number; sub_type: number; nickname?: string }[] = []
    let organizationId: string | undefined
    for (const item of asked) {
      const { sn } = item
      const organization = await proven(message, item.organization_id, item.device_binding_code)
      if (!organization || !isSerialNumber(sn)) {
        errors.push({ sn, err_code: BINDING_FAILED })
        timeline.add(message.gatewaySn, 'wrong_bind_code')
        continue
      }
      const device = directory.device(sn)
      const account = directory.account(sn)
      const owner = device?.workspaceId ?? account?.workspaceId
      // A gateway binds itself and what hangs on it, never another gateway.
      const foreignGateway = sn !== message.gatewaySn && (account || (device && device.product.category !== 'aircraft'))
      if ((owner !== undefined && owner !== null && owner !== organization.id) || foreignGateway) {
        errors.push({ sn, err_code: BOUND_ELSEWHERE })
        timeline.add(message.gatewaySn, 'bound_elsewhere', sn)
        continue
      }
      organizationId = organization.id
      const [domain, type, subType] = textOf(item.device_model_key).split('-').map(Number)
      const callsign = storable(textOf(item.device_callsign).trim().slice(0, 64))
      const name = account?.name ?? callsign
      binding.push({
        sn,
        domain: code(domain, sn === message.gatewaySn ? 3 : 0),
        type: code(type, -1),
        sub_type: code(subType, 0),
        // A name given in the console stays when the dock is bound again.
        ...(name && !device?.workspaceId ? { nickname: name } : {}),
      })
    }
    if (organizationId && binding.length) {
      const workspaceId = organizationId
      await devices.bind(message.trx, binding, workspaceId, `dock ${message.gatewaySn}`, message.receivedAt)
      message.afterCommit(async () => {
        await directory.changed(...binding.map(b => b.sn))
        timeline.add(message.gatewaySn, 'bound')
        for (const { sn } of binding) bus.emit('device.bound', { sn, workspaceId })
        await audit.record({
          workspaceId,
          userId: null,
          username: '',
          action: 'device.bind',
          target: message.gatewaySn,
          detail: { devices: binding.map(b => b.sn) },
          address: '',
          result: 'ok',
        })
      })
    }
    return { result: errors.length ? errors[0]!.err_code : 0, output: { err_infos: errors } }
  })
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 16) : [])
const code = (value: number | undefined, otherwise: number) =>
  value !== undefined && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : otherwise

function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}
