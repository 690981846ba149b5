/**
 * Child process that loads a broker: raw MQTT 3.1.1 connections that publish ready-made packets as fast as the other
 * side takes them, or at a given rate. Told what to do by its first message, reports when done.
 */
import { connect, type Socket } from 'node:net'
import mqttPacket from 'mqtt-packet'

export interface Load {
  port: number
  clients: { clientId: string; username: string; password: string; topic: string; payload: string }[]
  seconds: number
  /** Messages a second over all connections; absent: as fast as they are taken. */
  rate?: number
}

const { generate, parser } = mqttPacket

async function open(port: number, client: Load['clients'][number]): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const incoming = parser()
  socket.on('data', chunk => incoming.parse(chunk))
  socket.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    incoming.once('packet', packet =>
      packet.cmd === 'connack' && packet.returnCode === 0 ? resolve() : reject(new Error('connection refused')),
    )
    socket.once('close', () => reject(new Error('connection closed')))
    socket.once('connect', () =>
      socket.write(
        generate({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          keepalive: 600,
          clientId: client.clientId,
          username: client.username,
          password: Buffer.from(client.password),
        }),
      ),
    )
  })
  return socket
}

process.once('message', async (load: Load) => {
  const sockets: { socket: Socket; packet: Buffer }[] = []
  for (const client of load.clients) {
    const packet = generate({
      cmd: 'publish',
      topic: client.topic,
      payload: client.payload,
      qos: 0,
      dup: false,
      retain: false,
    })
    sockets.push({ socket: await open(load.port, client), packet })
  }
  process.send!({ connected: sockets.length })
  const end = Date.now() + load.seconds * 1000
  let sent = 0
  const started = performance.now()
  while (Date.now() < end) {
    const due = load.rate === undefined ? Number.POSITIVE_INFINITY : ((performance.now() - started) / 1000) * load.rate
    for (const { socket, packet } of sockets) {
      if (sent >= due) break
      if (socket.writableNeedDrain) continue
      socket.write(packet)
      sent++
    }
    await new Promise(resolve => setImmediate(resolve))
    if (load.rate !== undefined) await new Promise(resolve => setTimeout(resolve, 2))
  }
  await Promise.all(
    sockets.map(
      ({ socket }) =>
        new Promise<void>(resolve => (socket.writableLength === 0 ? resolve() : socket.once('drain', resolve))),
    ),
  )
  process.send!({ sent })
  process.once('message', () => process.exit(0))
})
