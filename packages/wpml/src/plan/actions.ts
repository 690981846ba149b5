/** Actions as waypoints take them, with what they need filled in. */
import type { Action, ActionParameters } from '../elements/index.ts'

export type PlannedAction = Omit<Action, 'actionId'>
interface OnPayload {
  /** Gimbal index of the camera. Default 0. */
  position?: number
}
interface Recording extends OnPayload {
  /** Lenses to store. Default: those of the payload settings. */
  lenses?: readonly string[]
  /** Added to the file's name. */
  suffix?: string
}

export const takePhoto = (how: Recording = {}): PlannedAction => recording('takePhoto', how)
export const startRecord = (how: Recording = {}): PlannedAction => recording('startRecord', how)
export const stopRecord = ({ position = 0 }: OnPayload = {}): PlannedAction =>
  does('stopRecord', { payloadPositionIndex: position })

/** Turns the gimbal on the spot; degrees, pitch -90 straight down, yaw from true north. */
export const gimbalTo = (pitch: number, { position = 0, yaw }: OnPayload & { yaw?: number } = {}): PlannedAction =>
  does('gimbalRotate', {
    gimbalHeadingYawBase: 'north',
    gimbalRotateMode: 'absoluteAngle',
    gimbalPitchRotateEnable: true,
    gimbalPitchRotateAngle: pitch,
    gimbalRollRotateEnable: false,
    gimbalRollRotateAngle: 0,
    gimbalYawRotateEnable: yaw !== undefined,
    gimbalYawRotateAngle: yaw ?? 0,
    gimbalRotateTimeEnable: false,
    gimbalRotateTime: 0,
    payloadPositionIndex: position,
  })

/** Turns the aircraft to degrees from true north. */
export const rotateYaw = (heading: number, direction: 'clockwise' | 'counterClockwise' = 'clockwise'): PlannedAction =>
  does('rotateYaw', { aircraftHeading: heading, aircraftPathMode: direction })
/** Waits for so many seconds. */
export const hover = (seconds: number): PlannedAction => does('hover', { hoverTime: seconds })
/** To a focal length in millimetres. */
export const zoom = (focalLength: number, { position = 0 }: OnPayload = {}): PlannedAction =>
  does('zoom', { payloadPositionIndex: position, focalLength })
export const panorama = ({ position = 0, lenses }: Pick<Recording, 'position' | 'lenses'> = {}): PlannedAction =>
  does('panoShot', { payloadPositionIndex: position, ...stored(lenses), panoShotSubMode: 'panoShot_360' })

const does = (actionActuatorFunc: string, actionActuatorFuncParam: ActionParameters): PlannedAction => ({
  actionActuatorFunc,
  actionActuatorFuncParam,
})
const recording = (name: string, { position = 0, lenses, suffix = '' }: Recording) =>
  does(name, { payloadPositionIndex: position, fileSuffix: suffix, ...stored(lenses) })
const stored = (lenses: readonly string[] | undefined): ActionParameters =>
  lenses
    ? { useGlobalPayloadLensIndex: false, ...(lenses.length && { payloadLensIndex: [...lenses] }) }
    : { useGlobalPayloadLensIndex: true }
