/** Aircraft and cameras that a route can be made for, and what they can do. */
import { ALL } from '@rookery/thing-model/products/generated'
import { type Aircraft, aircraftOf, type Camera, cameraOf, type MissionConfig } from '@rookery/wpml'

export interface AircraftChoice {
  /** `type-sub_type`. */
  key: string
  name: string
  type: number
  sub_type: number
  /** Camera indexes (`99-0-0`) with names, those first that photos can be planned with. */
  payloads: { index: string; name: string; known: boolean }[]
}

const FPV_MOUNT = '-7'
export const AIRCRAFT_CHOICES: readonly AircraftChoice[] = ALL.filter(
  ({ domain, type, sub_type }) => domain === 0 && aircraftOf(type, sub_type),
).map(({ name, type, sub_type, cameras = [] }) => ({
  key: `${type}-${sub_type}`,
  name,
  type,
  sub_type,
  payloads: cameras
    .filter(({ index }) => !index.endsWith(FPV_MOUNT))
    .map(({ index, name: camera }) => ({ index, name: camera, known: cameraOf(index) !== undefined }))
    .filter(({ known }) => known)
    .sort((a, b) => Number(a.index.split('-')[2]) - Number(b.index.split('-')[2])),
}))
export const choiceOf = (key: string) => AIRCRAFT_CHOICES.find(choice => choice.key === key)

export interface OnBoard {
  aircraft: Aircraft | undefined
  camera: Camera | undefined
  /** Index of the camera. */
  payload: string
  /** Degrees. */
  gimbalPitch: readonly [number, number] | undefined
}
/** What the file says flies it. */
export function onBoard(mission: MissionConfig | undefined): OnBoard {
  const { droneEnumValue, droneSubEnumValue } = mission?.droneInfo ?? {}
  const aircraft = aircraftOf(droneEnumValue, droneSubEnumValue)
  const info = mission?.payloadInfo[0]
  const camera = cameraOf(info?.payloadEnumValue)
  return {
    aircraft,
    camera,
    payload: info ? `${info.payloadEnumValue}-${info.payloadSubEnumValue ?? 0}-${info.payloadPositionIndex ?? 0}` : '',
    gimbalPitch: aircraft?.gimbalPitch ?? camera?.gimbalPitch,
  }
}
