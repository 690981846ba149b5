/**
 * One such server as a process that a test can kill. It never commits: `taken` is written to stdout when a message has
 * reached its handler, `ready` when it reads all partitions.
 */
import { startReader } from './external-reader.ts'

const [databaseUrl, mqttUrl] = process.argv.slice(2) as [string, string]
const reader = await startReader({
  databaseUrl,
  mqttUrl,
  event: () => {
    console.log('taken')
    return new Promise(() => {})
  },
})
const ready = setInterval(() => {
  if (reader.broker.partitions().length === 0 || !reader.broker.healthy()) return
  clearInterval(ready)
  console.log('ready')
}, 20)
