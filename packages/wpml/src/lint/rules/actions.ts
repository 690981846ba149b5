/** Action groups: where they apply, when they fire, and whether aircraft and camera can do it. */
import {
  ACTION_FUNCTIONS,
  type Action,
  type ActionFunction,
  type ActionGroup,
  type Wayline,
  type Waypoint,
} from '../../elements/index.ts'
import { legsOf, speedAt } from '../../flight/track.ts'
import { atWaypoint, type Context, folders, inFolder, type Rule, templates } from '../context.ts'
import type { Place } from '../finding.ts'

type FileName = 'template' | 'waylines'

export const actions: Rule = context => {
  for (const file of ['template', 'waylines'] as const) {
    const ids = new Set<number>()
    const all = file === 'template' ? templates(context) : folders(context)
    all.forEach((folder, f) => {
      folder.Placemark.forEach((point, i) => {
        point.actionGroup.forEach((group, g) => {
          const place = atWaypoint(file, f, i, `actionGroup[${g}]`)
          checkGroup(context, group, place, i, folder.Placemark.length, ids)
          group.action.forEach((action, a) => {
            checkAction(context, file, action, { ...place, path: `${place.path}/action[${a}]` }, group)
          })
        })
      })
      recordings(context, file, f, folder.Placemark)
    })
  }
  folders(context).forEach((wayline, f) => {
    wayline.startActionGroup?.action.forEach((action, a) => {
      checkAction(context, 'waylines', action, inFolder('waylines', f, `startActionGroup/action[${a}]`))
    })
    intervals(context, wayline, f)
  })
}

function checkGroup(
  { report }: Context,
  group: ActionGroup,
  place: Place,
  at: number,
  count: number,
  ids: Set<number>,
) {
  const { actionGroupId: id, actionGroupStartIndex: from, actionGroupEndIndex: to } = group
  if (id !== undefined) {
    if (ids.has(id)) report('action.group-id', place, { id })
    ids.add(id)
  }
  if (from !== undefined && to !== undefined && from > to) report('action.range', place, { from, to })
  else if (to !== undefined && to >= count) report('action.outside', place, { to, last: count - 1 })
  if (from !== undefined && from !== at) report('action.elsewhere', place, { at, from })
  if (!group.action.length) report('action.none', place)
  const seen = new Set<number>()
  for (const { actionId } of group.action) {
    if (actionId === undefined) continue
    if (seen.has(actionId)) report('action.id', place, { id: actionId })
    seen.add(actionId)
  }
}

function checkAction(context: Context, file: FileName, action: Action, place: Place, group?: ActionGroup) {
  const { report, aircraft, aircraftName } = context
  const does = action.actionActuatorFunc
  if (does === undefined) return
  if (!Object.hasOwn(ACTION_FUNCTIONS, does)) {
    report('action.unknown', place, { action: does })
    return
  }
  const { series, replacedBy } = ACTION_FUNCTIONS[does as ActionFunction]
  if (series && aircraft && !series.includes(aircraft.series))
    report('action.unsupported', place, { aircraft: aircraftName, action: does })
  else if (replacedBy) report('action.retired', place, { action: does, instead: replacedBy })
  if (group) checkTrigger(context, does, group, place)
  checkParameters(context, file, action, place)
}

function checkTrigger({ report }: Context, does: string, group: ActionGroup, place: Place) {
  const { actionTriggerType: trigger, actionTriggerParam: every } = group.actionTrigger ?? {}
  if (trigger === undefined) return
  if ((does === 'gimbalEvenlyRotate') !== (trigger === 'betweenAdjacentPoints'))
    report('action.trigger', place, { action: does, trigger })
  else if ((trigger === 'multipleTiming' || trigger === 'multipleDistance') && does !== 'takePhoto')
    report('action.repeated', place, {
      action: does,
      every: every ?? 0,
      unit: trigger === 'multipleTiming' ? 's' : 'm',
    })
}

function checkParameters(context: Context, file: FileName, action: Action, place: Place) {
  const { report, kmz, aircraft } = context
  const how = action.actionActuatorFuncParam
  if (!how) return
  const position = how.payloadPositionIndex
  const payloads = kmz[file]?.Document.missionConfig?.payloadInfo ?? []
  const does = action.actionActuatorFunc
  // Speaker and searchlight are accessories, not payloads of the file.
  const camera = does !== 'megaphone' && does !== 'searchlight'
  if (
    camera &&
    position !== undefined &&
    payloads.length &&
    !payloads.some(p => (p.payloadPositionIndex ?? 0) === position)
  )
    report('action.payload', place, { position })

  const lenses = context.cameras.get(position ?? 0)?.lenses
  if (lenses && !how.useGlobalPayloadLensIndex)
    for (const lens of how.payloadLensIndex ?? [])
      if (!lenses.some(each => sameLens(each.lens, lens)))
        report('action.lens', place, { lens, lenses: lenses.map(each => each.lens).join(', ') })
  if (does === 'zoom' && how.focalLength !== undefined) {
    const zoom = lenses?.find(({ lens }) => lens === 'zoom')?.focalLengths
    const [minimum, maximum] = [zoom?.[0], zoom?.at(-1)]
    // Digital zoom goes on beyond the longest focal length, so only what no lens reaches is told.
    if (minimum !== undefined && maximum !== undefined && (how.focalLength < minimum || how.focalLength > maximum * 8))
      report('action.zoom', place, { value: how.focalLength, minimum, maximum })
  }
  if (does === 'orientedShoot' && aircraft && aircraft.series !== 'm30') {
    const { gimbalYawRotateAngle: yaw, aircraftHeading: heading } = how
    if (yaw !== undefined && heading !== undefined && Math.abs(((yaw - heading + 540) % 360) - 180) > 1)
      report('action.heading', place, { yaw, heading })
  }
  if (how.megaphoneFileBitrate !== undefined && how.megaphoneFileBitrate !== 4 && how.megaphoneFileBitrate in BIT_RATES)
    report('action.bit-rate', place)
  for (const path of [how.megaphoneOperateFilePath, how.orientedFilePath, how.accurateFilePath])
    if (path && !hasResource(context, path)) report('file.resource', place, { path })
}
const BIT_RATES = { 1: 1, 2: 1, 3: 1, 5: 1, 6: 1 }

/** The two spellings of "visible" are one lens. */
const sameLens = (a: string, b: string) => a === b || (a.startsWith('vis') && b.startsWith('vis'))

/** By the whole path, or by the file's name: apps write either. */
function hasResource({ kmz }: Context, path: string): boolean {
  const bare = path.replace(/^\/+/, '')
  const name = bare.slice(bare.lastIndexOf('/') + 1)
  return kmz.resources.some(
    entry => entry.path === bare || entry.path.slice(entry.path.lastIndexOf('/') + 1).startsWith(name),
  )
}

function recordings({ report }: Context, file: FileName, f: number, points: readonly Pick<Waypoint, 'actionGroup'>[]) {
  let begun: Place | undefined
  points.forEach((point, i) => {
    point.actionGroup.forEach((group, g) => {
      group.action.forEach((action, a) => {
        const place = atWaypoint(file, f, i, `actionGroup[${g}]/action[${a}]`)
        if (action.actionActuatorFunc === 'startRecord') {
          if (begun) report('action.recording', begun)
          begun = place
        }
        if (action.actionActuatorFunc === 'stopRecord') {
          if (!begun) report('action.not-recording', place)
          begun = undefined
        }
      })
    })
  })
  if (begun) report('action.recording', begun)
}

/** Photos at intervals: whether the camera is fast enough, and whether two groups do it at once. */
function intervals(context: Context, wayline: Wayline, f: number) {
  const running: { from: number; to: number }[] = []
  const legs = legsOf(wayline, context.aircraft)
  wayline.Placemark.forEach((point, i) => {
    point.actionGroup.forEach((group, g) => {
      const { actionTriggerType: type, actionTriggerParam: every } = group.actionTrigger ?? {}
      const photo = group.action.find(({ actionActuatorFunc }) => actionActuatorFunc === 'takePhoto')
      if ((type !== 'multipleTiming' && type !== 'multipleDistance') || !every || !photo) return
      const place = atWaypoint('waylines', f, i, `actionGroup[${g}]/actionTrigger`)
      const { actionGroupStartIndex: from = i, actionGroupEndIndex: to = i } = group
      for (const other of running)
        if (from < other.to && other.from < to)
          context.report('action.overlap', place, { from: Math.max(from, other.from), to: Math.min(to, other.to) })
      running.push({ from, to })
      const camera = context.cameras.get(photo.actionActuatorFuncParam?.payloadPositionIndex ?? 0)
      if (!camera) return
      // The fastest leg of the group decides.
      const speed = Math.max(0.1, ...wayline.Placemark.slice(from, to).map(p => speedAt(wayline, p)))
      const interval = type === 'multipleTiming' ? every : every / speed
      if (legs.length && interval < camera.minInterval - 0.01)
        context.report('action.too-fast', place, { interval, minimum: camera.minInterval })
    })
  })
}
