/** A server's MQTT side over an external broker: directory, link and the readers of its partitions. */
import type { Envelope } from '@rookery/thing-model'
import { Kysely, PostgresDialect } from 'kysely'
import { type Logger, pino } from 'pino'
import { directoryStore } from '../../server/src/link/directory.store.ts'
import { Directory } from '../../server/src/link/directory.ts'
import { DirectoryNotices } from '../../server/src/link/directory-notices.store.ts'
import { linkStore } from '../../server/src/link/link.store.ts'
import { Link, type Message, type Reply } from '../../server/src/link/link.ts'
import { systemClock } from '../../server/src/platform/clock.ts'
import { openPool } from '../../server/src/platform/database/index.ts'
import type { Database } from '../../server/src/platform/database/schema.ts'
import { type ExternalBroker, startExternalBroker } from '../../server/src/transport/mqtt/external.ts'
import { leaseStore } from '../../server/src/transport/mqtt/leases.store.ts'

export interface ReaderOptions {
  databaseUrl: string
  mqttUrl: string
  partitions?: number
  leaseMs?: number
  log?: Logger
  /** Handles the event `cover_open` inside the transaction. */
  event?(message: Message): Promise<void>
  pilotLives?(sessionId: string): boolean
}

export interface Reader {
  broker: ExternalBroker
  link: Link
  directory: Directory
  db: Kysely<Database>
  replies: Reply[]
  osd: { sn: string; copy: boolean }[]
  /** Topology messages by gateway. */
  topology: string[]
  drc: Envelope[]
  close(): Promise<void>
}

export async function startReader(options: ReaderOptions): Promise<Reader> {
  const log = options.log ?? pino({ level: 'silent' })
  const connection = { connectionString: options.databaseUrl }
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: openPool(connection, log, 8) }) })
  let broker: ExternalBroker | undefined
  const notices = new DirectoryNotices({
    connection,
    db,
    clock: systemClock,
    log,
    changed: () => void broker?.directoryChanged(),
  })
  const directory = new Directory(directoryStore(db), notices.announce)
  await notices.follow(directory)
  const link = new Link({ store: linkStore(db), directory, clock: systemClock, log })
  const replies: Reply[] = []
  const osd: { sn: string; copy: boolean }[] = []
  const topology: string[] = []
  const drc: Envelope[] = []
  link.listen({
    evidence: () => {},
    osd: (sender, _data, _at, copy) => void osd.push({ sn: sender.deviceSn, copy }),
    drcUp: (_sender, envelope) => void drc.push(envelope),
    reply: async reply => void replies.push(reply),
    deviation: () => {},
    rejected: () => {},
  })
  link.handle('events', 'cover_open', async message => options.event?.(message))
  link.handle('status', 'update_topo', async message => {
    topology.push(message.gatewaySn)
  })
  broker = await startExternalBroker({
    url: options.mqttUrl,
    directory,
    leases: leaseStore(db),
    inbound: message => link.inbound(message),
    pilots: {
      sessionOf: username => (username.startsWith('pilot-') ? username.slice(6) : undefined),
      lives: async sessionId => options.pilotLives?.(sessionId) ?? true,
    },
    clock: systemClock,
    log,
    partitions: options.partitions ?? 4,
    leaseMs: options.leaseMs ?? 1_500,
  })
  link.connect(broker)
  return {
    broker,
    link,
    directory,
    db,
    replies,
    osd,
    topology,
    drc,
    async close() {
      await broker.close()
      await link.drain()
      await notices.close()
      await db.destroy()
    },
  }
}
