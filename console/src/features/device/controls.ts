/** The remote-debug buttons of a dock: what stands together, what state it has, and what each button sends. */
import { type Gateway, isDocumented, METHODS } from '@rookery/thing-model'
import type { IconName } from '../../ui/index.ts'

export interface Action {
  /** Locale key below `device.action`. */
  key: string
  method: string
  data?: Record<string, unknown>
}
export interface Control {
  /** Locale key below `device.control`. */
  name: string
  icon: IconName
  /** Dotted path in osd whose value is its present state. */
  state?: string
  actions: Action[]
}
export interface ControlGroup {
  name: string
  controls: Control[]
}

const switchOf = (method: string): Action[] => [
  { key: 'on', method, data: { action: 1 } },
  { key: 'off', method, data: { action: 0 } },
]

const GROUPS: ControlGroup[] = [
  {
    name: 'debug',
    controls: [
      {
        name: 'debug',
        icon: 'wrench',
        state: 'mode_code',
        actions: [
          { key: 'on', method: 'debug_mode_open' },
          { key: 'off', method: 'debug_mode_close' },
        ],
      },
    ],
  },
  {
    name: 'body',
    controls: [
      {
        name: 'cover',
        icon: 'cover',
        state: 'cover_state',
        actions: [
          { key: 'open', method: 'cover_open' },
          { key: 'close', method: 'cover_close' },
          { key: 'forceClose', method: 'cover_force_close' },
        ],
      },
      {
        name: 'rods',
        icon: 'rods',
        state: 'putter_state',
        actions: [
          { key: 'open', method: 'putter_open' },
          { key: 'close', method: 'putter_close' },
        ],
      },
      {
        name: 'light',
        icon: 'bulb',
        state: 'supplement_light_state',
        actions: [
          { key: 'on', method: 'supplement_light_open' },
          { key: 'off', method: 'supplement_light_close' },
        ],
      },
      { name: 'alarm', icon: 'alarms', state: 'alarm_state', actions: switchOf('alarm_state_switch') },
      {
        name: 'climate',
        icon: 'fan',
        state: 'air_conditioner.air_conditioner_state',
        actions: [
          { key: 'idle', method: 'air_conditioner_mode_switch', data: { action: 0 } },
          { key: 'cool', method: 'air_conditioner_mode_switch', data: { action: 1 } },
          { key: 'heat', method: 'air_conditioner_mode_switch', data: { action: 2 } },
          { key: 'dry', method: 'air_conditioner_mode_switch', data: { action: 3 } },
        ],
      },
    ],
  },
  {
    name: 'aircraft',
    controls: [
      {
        name: 'power',
        icon: 'power',
        state: 'sub_device.device_online_status',
        actions: [
          { key: 'on', method: 'drone_open' },
          { key: 'off', method: 'drone_close' },
        ],
      },
      {
        name: 'charging',
        icon: 'charge',
        state: 'drone_charge_state.state',
        actions: [
          { key: 'start', method: 'charge_open' },
          { key: 'stop', method: 'charge_close' },
        ],
      },
      {
        name: 'care',
        icon: 'refresh',
        state: 'drone_battery_maintenance_info.maintenance_state',
        actions: switchOf('battery_maintenance_switch'),
      },
      {
        name: 'storeMode',
        icon: 'charge',
        state: 'battery_store_mode',
        actions: [
          { key: 'planned', method: 'battery_store_mode_switch', data: { action: 1 } },
          { key: 'standby', method: 'battery_store_mode_switch', data: { action: 2 } },
        ],
      },
      {
        name: 'link',
        icon: 'live',
        state: 'wireless_link.link_workmode',
        actions: [
          { key: 'radio', method: 'sdr_workmode_switch', data: { link_workmode: 0 } },
          { key: 'radio4g', method: 'sdr_workmode_switch', data: { link_workmode: 1 } },
        ],
      },
    ],
  },
  {
    name: 'service',
    controls: [
      { name: 'reboot', icon: 'refresh', actions: [{ key: 'reboot', method: 'device_reboot' }] },
      { name: 'formatDock', icon: 'trash', actions: [{ key: 'format', method: 'device_format' }] },
      { name: 'formatAircraft', icon: 'trash', actions: [{ key: 'format', method: 'drone_format' }] },
    ],
  },
]

/** The buttons whose methods the gateway's pages document; a newer gateway gets all of them. */
export function controlsOf(gateway: Gateway | undefined): ControlGroup[] {
  const documented = (action: Action) => {
    const method = METHODS.get(action.method)
    return method !== undefined && isDocumented(method, 'services', gateway)
  }
  return GROUPS.map(group => ({
    ...group,
    controls: group.controls
      .map(control => ({ ...control, actions: control.actions.filter(documented) }))
      .filter(control => control.actions.length > 0),
  })).filter(group => group.controls.length > 0)
}
