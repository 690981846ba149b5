/** The reference's reader: counts what mqtt.js gives it. */
import mqtt from 'mqtt'

let count = 0
process.once('message', (port: number) => {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`)
  client.on('message', () => count++)
  client.on('connect', () => client.subscribe('#', () => process.send!({ ready: true })))
  process.on('message', () => process.send!({ count }))
})
