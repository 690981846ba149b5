/** Shapes shared by the methods that report progress until a terminal status. */
import { Integer, JobStatus, Optional, Percent, ResultWith, Struct, Text, TextEnum } from '../schema.ts'

/** Answer to a command that starts a job: accepted or refused, and the state it starts in. */
export const JobReply = ResultWith(Struct({ status: Optional(JobStatus()) }))

/**
 * Progress of a job. `steps` maps each step key of the wire to a short name of our own; without it any key passes,
 * for jobs whose steps are not documented.
 */
export const jobEvent = (steps?: Readonly<Record<string, string>>) =>
  ResultWith(
    Struct({
      status: JobStatus(),
      progress: Optional(
        Struct({
          percent: Percent({ title: 'Progress' }),
          step_key: Optional(steps ? TextEnum(steps, { title: 'Step' }) : Text({ title: 'Step' })),
          step_result: Optional(Integer({ title: 'Result of the step' })),
        }),
      ),
    }),
  )
