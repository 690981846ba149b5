import { defineBehaviour } from './behaviour.ts'

export default defineBehaviour('cloud_control_release', {
  start(gateway, { control_keys }) {
    const held = (gateway.thing.get('cloud_control_auth') as string[] | undefined) ?? []
    gateway.thing.set({ cloud_control_auth: held.filter(key => !control_keys.includes(key)) })
  },
})
