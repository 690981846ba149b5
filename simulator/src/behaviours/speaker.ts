/** The loudspeaker on the aircraft, in `psdk_widget_values`. */
import type { SimulatedGateway } from '../devices/gateway.ts'
import type { Properties } from '../devices/thing.ts'
import { type Behaviour, type Data, defineBehaviour } from './behaviour.ts'
import { aircraftOn } from './conditions.ts'
import { RESULT } from './results.ts'

interface Widget extends Properties {
  psdk_index: number
  speaker: Properties
  values: Properties[]
}
export const IDLE = 0
export const SENDING = 1
export const PLAYING = 2

export const widgets = (gateway: SimulatedGateway): Widget[] =>
  (gateway.aircraft?.get('psdk_widget_values') as Widget[] | undefined) ?? []

export function speakerFound(gateway: SimulatedGateway, { psdk_index }: Data): number {
  const off = aircraftOn(gateway)
  if (off) return off
  return widgets(gateway).some(widget => widget.psdk_index === psdk_index) ? 0 : RESULT.parameterError
}

export function setSpeaker(gateway: SimulatedGateway, index: number, patch: Properties): void {
  gateway.aircraft!.set({
    psdk_widget_values: widgets(gateway).map(widget =>
      widget.psdk_index === index ? { ...widget, speaker: { ...widget.speaker, ...patch } } : widget,
    ),
  })
}

/** A command that sets fields of the speaker. */
export const defineSpeakerBehaviour = (method: string, change: (data: Data) => Properties): Behaviour =>
  defineBehaviour(method, {
    refuse: speakerFound,
    start: (gateway, data) => setSpeaker(gateway, data.psdk_index, change(data)),
  })

/** A command that sends something to the speaker and plays it. */
export const definePlayback = (
  method: string,
  file: (data: Data) => { name: string; md5: string },
  workMode: number,
  steps: readonly string[],
): Behaviour =>
  defineBehaviour(method, {
    refuse: speakerFound,
    start(gateway, data) {
      const { name, md5 } = file(data)
      setSpeaker(gateway, data.psdk_index, {
        work_mode: workMode,
        system_state: SENDING,
        play_file_name: name,
        play_file_md5: md5,
      })
    },
    follow(gateway, data, bid) {
      const { psdk_index } = data
      const { md5 } = file(data)
      const report = (status: string, percent: number, step_key: string) =>
        gateway.link.event(
          `${method}_progress`,
          { result: 0, output: { psdk_index, status, md5, progress: { percent, step_key } } },
          { bid },
        )
      steps.forEach((step, n) => {
        const percent = Math.round((100 * (n + 1)) / (steps.length + 1))
        gateway.later(n * 2, () => report('in_progress', percent, step))
      })
      gateway.later(steps.length * 2, () => {
        setSpeaker(gateway, psdk_index, { system_state: PLAYING })
        report('ok', 100, steps.at(-1)!)
      })
      gateway.later(steps.length * 2 + 8, () => setSpeaker(gateway, psdk_index, { system_state: IDLE }))
    },
  })
