/** Shapes shared by the payload SDK, its speaker and the edge SDK. */
import { Integer, Percent, ResultWith, Struct, Text, TextEnum } from '../schema.ts'

/** Where the payload sits. */
export const psdkIndex = Integer({ title: 'Payload port', minimum: 0, maximum: 3 })

/** Free text between the cloud and a program on payload or dock. */
export const customData = Struct({ value: Text({ title: 'Data', maxLength: 255 }) })

/** Progress of playing a sound. The TTS page ends with `success` in its example and with `ok` in its table. */
export const speakerJob = (steps: Readonly<Record<string, string>>) =>
  ResultWith(
    Struct({
      psdk_index: psdkIndex,
      status: TextEnum({ in_progress: 'Running', ok: 'Playing', success: 'Playing (success)' }, { title: 'Status' }),
      md5: Text({ title: 'MD5 of the sound' }),
      progress: Struct({ percent: Percent({ title: 'Progress' }), step_key: TextEnum(steps, { title: 'Step' }) }),
    }),
  )
