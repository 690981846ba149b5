/** States of a run: the mark each has, and what can be done with it. */
import type { Job, JobState, Role } from '../../api/types.ts'
import type { Status } from '../../ui/index.ts'

export const STATE_STATUS: Record<JobState, Status> = {
  scheduled: 'unknown',
  awaiting: 'caution',
  preparing: 'busy',
  prepared: 'busy',
  executing: 'busy',
  unknown: 'caution',
  running: 'flying',
  paused: 'caution',
  done: 'ready',
  partial: 'caution',
  failed: 'critical',
  refused: 'critical',
  held: 'caution',
  missed: 'critical',
  canceled: 'offline',
}

/** Routes below `jobs/{job_id}/`, and the role each asks for. */
export const ACTION_ROLE = {
  'start-now': 'operator',
  acknowledge: 'operator',
  'decide-launch': 'operator',
  'decide-skip': 'operator',
  cancel: 'operator',
  pause: 'pilot',
  resume: 'operator',
  'return-home': 'pilot',
  'return-home-cancel': 'operator',
  stop: 'pilot',
  'resume-from-breakpoint': 'operator',
  'confirm-propellers': 'operator',
} as const satisfies Record<string, Role>
export type JobAction = keyof typeof ACTION_ROLE

/** What helps now, the likeliest first. */
export function actionsOf(job: Job, returning: boolean): JobAction[] {
  switch (job.state) {
    case 'awaiting':
    case 'scheduled':
    case 'preparing':
    case 'prepared': {
      const first: JobAction[] =
        job.awaiting === 'acknowledgement'
          ? ['acknowledge']
          : job.awaiting === 'decision'
            ? ['decide-launch', 'decide-skip']
            : job.state === 'preparing'
              ? []
              : ['start-now']
      return [...first, 'cancel']
    }
    case 'executing':
    case 'unknown':
    case 'running':
      return returning ? ['return-home-cancel', 'pause'] : ['pause', 'return-home', 'stop']
    case 'paused':
      return ['resume', 'return-home', 'stop']
    default: {
      const broken = (job.state === 'partial' || job.state === 'failed') && job.break_point
      return [
        ...(broken ? (['resume-from-breakpoint'] as const) : []),
        // What was not launched has turned no propeller.
        ...(job.simulated && job.execute_time !== null ? (['confirm-propellers'] as const) : []),
      ]
    }
  }
}
