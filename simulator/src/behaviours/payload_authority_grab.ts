import type { Properties } from '../devices/thing.ts'
import { defineBehaviour } from './behaviour.ts'
import { cameraFound } from './cameras.ts'

const grabbed = (payloads: unknown, index: string) =>
  ((payloads as Properties[] | undefined) ?? []).map(payload =>
    payload.payload_index === index ? { ...payload, control_source: 'A' } : payload,
  )

export default defineBehaviour('payload_authority_grab', {
  refuse: cameraFound,
  start(gateway, { payload_index }) {
    const aircraft = gateway.aircraft!
    if (aircraft.has('payloads')) aircraft.set({ payloads: grabbed(aircraft.get('payloads'), payload_index) })
    const info = gateway.thing.get('drone_authority_info') as Properties | undefined
    if (info) gateway.thing.merge('drone_authority_info', { payloads: grabbed(info.payloads, payload_index) })
  },
})
