/** What the demo's docks fly: waylines made on the spot, missions over the day, one that the weather refuses. */
import { type Installer, offset, type Place } from '@rookery/simulator'
import {
  type Action,
  type HeadingParam,
  type MissionIntent,
  mappingTemplate,
  plan,
  routeTemplate,
  type TemplateFile,
  writeKmz,
} from '@rookery/wpml'

const ZONE = 'Europe/Amsterdam'

/** The aircraft of the docks, by type and camera. */
const M30T = { aircraft: { type: 67, sub_type: 1 }, payload: '53-0-0' }
const M3TD = { aircraft: { type: 91, sub_type: 1 }, payload: '81-0-0' }
const M4TD = { aircraft: { type: 100, sub_type: 1 }, payload: '99-0-0' }

/** A place `north` and `east` metres away, without height: heights are the route's. */
function at(from: Place, north: number, east: number) {
  const { latitude, longitude } = offset(from, north, east)
  return { latitude, longitude }
}
const photo: Omit<Action, 'actionId'> = {
  actionActuatorFunc: 'takePhoto',
  actionActuatorFuncParam: { payloadPositionIndex: 0, fileSuffix: '', payloadLensIndex: ['wide'] },
}
const photoBoth: Omit<Action, 'actionId'> = {
  actionActuatorFunc: 'takePhoto',
  actionActuatorFuncParam: { payloadPositionIndex: 0, fileSuffix: 'pier', payloadLensIndex: ['wide', 'ir'] },
}
const hover = (hoverTime: number): Omit<Action, 'actionId'> => ({
  actionActuatorFunc: 'hover',
  actionActuatorFuncParam: { hoverTime },
})

const intent = (dock: Place, more: Pick<MissionIntent, 'aircraft' | 'payload'>): MissionIntent => ({
  ...more,
  author: 'Rookery demo',
  takeOff: dock,
  takeOffSecurityHeight: 30,
  returnHeight: 70,
})

/** Along a pipeline that crosses the river, back on the other side, with a look at each pier. */
function inspection(dock: Place): TemplateFile {
  const piers = [60, 130, 200, 270]
  const towards = (east: number): HeadingParam => ({
    waypointHeadingMode: 'smoothTransition',
    waypointHeadingAngle: east > 0 ? -90 : 90,
    waypointHeadingPathMode: 'followBadArc',
  })
  const side = (order: readonly number[], east: number) =>
    order.map(north => ({
      ...at(dock, north, east),
      heading: towards(east),
      gimbalPitch: -35,
      actions: [hover(2), photoBoth],
    }))
  return routeTemplate(intent(dock, M3TD), {
    points: [...side(piers, 40), ...side([...piers].reverse(), -40)],
    height: 45,
    speed: 8,
  })
}

/** Straight down over the chambers of a lock. */
const survey = (dock: Place): TemplateFile =>
  mappingTemplate(intent(dock, M4TD), {
    area: [at(dock, 40, 40), at(dock, 40, 200), at(dock, 180, 220), at(dock, 190, 60)],
    distance: 70,
    speed: 8,
    overlap: { along: 75, across: 60 },
  })

/** Round the fence without stopping, a photo at each corner. */
function patrol(dock: Place): TemplateFile {
  const fence = [
    [-120, -90],
    [-130, 110],
    [20, 170],
    [150, 120],
    [160, -80],
    [30, -150],
  ] as const
  return routeTemplate(intent(dock, M30T), {
    points: [...fence, fence[0]].map(([north, east]) => ({
      ...at(dock, north, east),
      gimbalPitch: -30,
      actions: [photo],
      turn: { mode: 'toPointAndPassWithContinuityCurvature', dampingDistance: 10, useStraightLine: true },
    })),
    height: 60,
    speed: 10,
  })
}

/** Round a chimney, always looking at it. */
function chimney(dock: Place): TemplateFile {
  const centre = { ...at(dock, 150, 0), height: 0 }
  return routeTemplate(intent(dock, M30T), {
    points: Array.from({ length: 9 }, (_, n) => {
      const angle = (n / 8) * 2 * Math.PI
      return { ...at(dock, 150 + 45 * Math.cos(angle), 45 * Math.sin(angle)), gimbalPitch: -10, actions: [photo] }
    }),
    heading: {
      waypointHeadingMode: 'towardPOI',
      waypointPoiPoint: centre,
      waypointHeadingPathMode: 'followBadArc',
    },
    height: 80,
    speed: 6,
  })
}

/** `HH:MM` every so many minutes of the day. */
const every = (minutes: number, from = 0, to = 24 * 60) =>
  Array.from({ length: Math.ceil((to - from) / minutes) }, (_, n) => from + n * minutes).map(
    minute => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
  )

interface DemoMission {
  name: string
  /** Position of its dock in the demo's list. */
  dock: number
  template(dock: Place): TemplateFile
  times: string[]
  /** Seconds after the start of the demo at which it flies besides. */
  firstAfter?: number
  launch?: object
}
export const MISSIONS: readonly DemoMission[] = [
  { name: 'Pipeline piers', dock: 4, template: inspection, times: every(180, 30), firstAfter: 2 },
  { name: 'Lock survey', dock: 5, template: survey, times: every(240, 60), firstAfter: 30 },
  { name: 'Dry dock perimeter', dock: 6, template: patrol, times: every(60, 45), firstAfter: 75 },
  {
    name: 'Flare stack',
    dock: 3,
    template: chimney,
    times: every(120, 20),
    firstAfter: 10,
    launch: { window_s: 60, policy: 'skip' },
  },
]
/** The dock that stands in a gale. */
export const WINDY_DOCK = 3

export interface DemoDock extends Place {
  sn: string
  name: string
}

/**
 * Makes waylines and missions that were not made at an earlier start, whose names are in `made`, and gives the ids of
 * all missions that are there by name.
 */
export async function seedMissions(
  { call }: Installer,
  docks: readonly DemoDock[],
  made: string[],
): Promise<Map<string, string>> {
  const base = '/wayline/api/v1/workspaces/null'
  for (const { name, dock, template, times, launch } of MISSIONS) {
    if (made.includes(name)) continue
    const { sn, name: place, latitude, longitude, height } = docks[dock]!
    const { kmz } = await plan(template({ latitude, longitude, height }))
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(writeKmz(kmz))]), `${name}.kmz`)
    form.append('name', name)
    const { wayline_id } = await call<{ wayline_id: string }>('POST', `${base}/waylines/file/upload`, form)
    await call('POST', `${base}/missions`, {
      name: `${name}, ${place}`,
      file_id: wayline_id,
      dock_sn: sn,
      task_type: 1,
      rth_altitude: 70,
      recurrence: { freq: 'daily', interval: 1, times, zone: ZONE, from: today() },
      ...(launch && { launch }),
    })
    made.push(name)
  }
  const { list } = await call<{ list: { mission_id: string; name: string }[] }>('GET', `${base}/missions?page_size=100`)
  return new Map(list.map(({ name, mission_id }) => [name.split(',')[0]!, mission_id]))
}

const today = () => new Date().toLocaleDateString('sv-SE', { timeZone: ZONE })

/** Lets each mission fly once, some time after the start. Returns the cancellation. */
export function flySoon({ call }: Installer, missions: ReadonlyMap<string, string>): () => void {
  const timers = MISSIONS.map(({ name, firstAfter }) => {
    const id = missions.get(name)
    if (!id || firstAfter === undefined) return undefined
    return setTimeout(() => {
      // Refused by whoever changed it meanwhile: their demo, their choice.
      call('POST', `/wayline/api/v1/workspaces/null/missions/${id}/run`, {}).catch(() => {})
    }, firstAfter * 1000)
  })
  return () => {
    for (const timer of timers) clearTimeout(timer)
  }
}
