/** What may happen to a PostgreSQL server: it dies and dies again, or it stands still. */
import { readdirSync, readFileSync } from 'node:fs'

/** kill -9 of the postmaster, and of each that takes its place, until `release`. */
export function holdDown(postmaster: () => number | undefined): { release(): void } {
  const strike = () => {
    const pid = postmaster()
    if (pid !== undefined) signal(pid, 'SIGKILL')
  }
  strike()
  const timer = setInterval(strike, 20)
  return { release: () => clearInterval(timer) }
}

/** SIGSTOP of the postmaster and all its children: connections stay open and nothing answers. */
export function freeze(postmaster: number): { thaw(): void } {
  signal(postmaster, 'SIGSTOP')
  const stopped = [postmaster, ...childrenOf(postmaster)]
  for (const pid of stopped) signal(pid, 'SIGSTOP')
  return {
    thaw() {
      for (const pid of stopped.splice(0)) signal(pid, 'SIGCONT')
    },
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        // The name in the second field may hold spaces and brackets.
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')
        return Number(fields[1]) === parent
      } catch {
        return false
      }
    })
}

function signal(pid: number, name: NodeJS.Signals) {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself.
  }
}
