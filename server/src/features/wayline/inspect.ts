/** What a KMZ is and says. Runs in a worker, because a file may be made to take long. */
import { createHash } from 'node:crypto'
import { estimate, type Kmz, type LatLon, lint, preview, readKmz, type WpmlErrorCode } from '@rookery/wpml'
import type { WaylineFacts, WaylineFinding } from '#platform/database/wayline-tables.ts'

export interface Inspection {
  /** MD5 in hex: what a dock compares. */
  sign: string
  size: number
  drone_model_key: string
  payload_model_keys: string[]
  template_types: number[]
  action_type: number
  facts: WaylineFacts
  findings: WaylineFinding[]
}
/** Why a file is refused. */
export interface Refusal {
  code: WpmlErrorCode | 'memory' | 'failed'
  message: string
}

const TEMPLATE_TYPES = ['waypoint', 'mapping2d', 'mapping3d', 'mappingStrip']
/** Domains of the product table. */
const AIRCRAFT = 0
const PAYLOAD = 1
const PREVIEW_POINTS = 200
/** A file may say more than anybody lists. */
const MOST_FINDINGS = 500
const MOST_PAYLOADS = 32
const MOST_WAYLINES = 100
const MOST_CHARACTERS = 200
/** Functions that take the same photo again. */
const REPEATED = new Set(['accurateShoot', 'orientedShoot'])

/** @throws WpmlError */
export function inspect(bytes: Uint8Array): Inspection {
  const kmz = readKmz(bytes, { now: processorTime })
  const { template, waylines } = kmz
  const findings = lint(kmz) as WaylineFinding[]
  const config = (waylines ?? template)?.Document.missionConfig
  const { droneEnumValue: type, droneSubEnumValue: sub = 0 } = config?.droneInfo ?? {}
  const payloads = (config?.payloadInfo ?? []).flatMap(({ payloadEnumValue: camera, payloadSubEnumValue = 0 }) =>
    camera === undefined ? [] : [`${PAYLOAD}-${camera}-${payloadSubEnumValue}`],
  )
  const kinds = (template?.Document.Folder ?? []).map(folder => TEMPLATE_TYPES.indexOf(folder.templateType ?? ''))
  const points = (waylines?.Document.Folder ?? []).flatMap(folder => folder.Placemark)
  const repeats = points.some(({ actionGroup }) =>
    actionGroup.some(group => group.action.some(action => REPEATED.has(action.actionActuatorFunc ?? ''))),
  )
  return {
    sign: createHash('md5').update(bytes).digest('hex'),
    size: bytes.length,
    drone_model_key: type === undefined ? '' : `${AIRCRAFT}-${type}-${sub}`,
    payload_model_keys: [...new Set(payloads)].slice(0, MOST_PAYLOADS),
    template_types: [...new Set(kinds.filter(kind => kind >= 0))],
    action_type: repeats ? 1 : 0,
    facts: factsOf(kmz, findings),
    findings: findings
      .slice(0, MOST_FINDINGS)
      .map(finding => ({ ...finding, path: finding.path.slice(0, 500).toWellFormed() })),
  }
}

/** Milliseconds that this thread has worked: what a file costs, however busy the machine is. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function factsOf({ template, waylines }: Kmz, findings: readonly WaylineFinding[]): WaylineFacts {
  const document = waylines?.Document
  const cost = document && estimate(document)
  const config = (waylines ?? template)?.Document.missionConfig
  const count = (severity: WaylineFinding['severity']) => findings.filter(f => f.severity === severity).length
  const kindOf = (templateId: number | undefined) =>
    text(template?.Document.Folder.find(folder => folder.templateId === templateId)?.templateType)
  const shape = preview({ template: template?.Document, waylines: document })
  const [west, south, east, north] = shape.bounds ?? []
  const path = shape.waylines.flatMap(wayline => wayline.points)
  const line: readonly (LatLon & { height?: number })[] = path.length
    ? path
    : [...shape.areas.flatMap(a => a.ring), ...shape.lines.flatMap(l => l.points)]
  const start = path[0]
  return {
    distance_m: round(cost?.distance ?? 0),
    duration_s: round(cost?.duration ?? 0),
    photo_count: cost?.photos ?? 0,
    waypoint_count: path.length,
    findings: { error: count('error'), warning: count('warning'), notice: count('info') },
    preview: shape.bounds
      ? {
          center: [degrees((shape.bounds[0] + shape.bounds[2]) / 2), degrees((shape.bounds[1] + shape.bounds[3]) / 2)],
          line: thinned(line.map(p => [degrees(p.longitude), degrees(p.latitude), heightOf(p)])),
        }
      : null,
    max_height_m: path.length ? path.reduce((highest, p) => Math.max(highest, heightOf(p)), heightOf(path[0]!)) : null,
    bounds: west === undefined ? null : { west, south: south!, east: east!, north: north! },
    start_wayline_point: start ? { start_latitude: start.latitude, start_lontitude: start.longitude } : null,
    document: {
      author: text(template?.Document.author ?? document?.author),
      namespace: text((waylines ?? template)?.namespace),
      finish_action: text(config?.finishAction),
      exit_on_rc_lost: text(config?.exitOnRCLost),
      rc_lost_action: text(config?.executeRCLostAction),
      takeoff_height_m: config?.takeOffSecurityHeight ?? null,
      return_height_m: config?.globalRTHHeight ?? null,
      waylines: (document?.Folder ?? []).slice(0, MOST_WAYLINES).map((folder, i) => {
        const own = cost!.waylines[i]!
        return {
          wayline_id: folder.waylineId ?? null,
          template_type: kindOf(folder.templateId),
          height_mode: text(folder.executeHeightMode),
          waypoint_count: own.waypoints,
          distance_m: round(own.distance),
          duration_s: round(own.duration),
          photo_count: own.photos,
        }
      }),
    },
  }
}

const text = (value: string | undefined) => value?.slice(0, MOST_CHARACTERS).toWellFormed() ?? null
const round = (value: number) => Math.round(value * 10) / 10
/** To about a centimetre. */
const degrees = (value: number) => Math.round(value * 1e7) / 1e7
const heightOf = (point: { height?: number }) => round(point.height ?? 0)

/** Evenly, with both ends. */
function thinned(line: [number, number, number][]): [number, number, number][] {
  if (line.length <= PREVIEW_POINTS) return line
  const step = (line.length - 1) / (PREVIEW_POINTS - 1)
  return Array.from({ length: PREVIEW_POINTS }, (_, i) => line[Math.round(i * step)]!)
}
