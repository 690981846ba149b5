import { defineBehaviour } from './behaviour.ts'

/** How long the pilot looks at the question, in seconds. */
const THINKING = 4

/** The pilot always agrees. */
export default defineBehaviour('cloud_control_auth_request', {
  follow(gateway, { control_keys }, bid) {
    gateway.later(THINKING, () => {
      gateway.thing.set({ cloud_control_auth: control_keys })
      gateway.link.event('cloud_control_auth_notify', { result: 0, output: { status: 'ok' } }, { bid })
    })
  },
})
