/**
 * Cameras by payload type. A camera's wire index is `type-subtype-gimbalindex`; the gimbal index says where it hangs,
 * so interchangeable payloads have one entry here and up to three indexes on an aircraft that carries them.
 */
import type { CameraDefinition } from './define.ts'

/** What the gimbal index of a camera means. Matrice 300, 350 and 400 have three mounts, everything else one. */
export const GIMBAL_MOUNTS: Readonly<Record<number, string>> = {
  0: 'Main or port side',
  1: 'Starboard side',
  2: 'Top',
  7: 'FPV or dock',
}

export interface CameraModel {
  type: number
  sub_type: number
  name: string
  /** Video lenses it can stream, by the wire's video_type. */
  lenses: readonly string[]
}

const camera = (type: number, name: string, lenses: readonly string[], sub_type = 0): CameraModel => ({
  type,
  sub_type,
  name,
  lenses,
})

const WIDE_ZOOM = ['wide', 'zoom']
const WIDE_ZOOM_IR = ['wide', 'zoom', 'ir']
const ONE = ['normal']

export const Z30 = camera(20, 'Zenmuse Z30', ['zoom'])
export const XT2 = camera(26, 'Zenmuse XT2', ['normal', 'ir'])
export const XTS = camera(41, 'Zenmuse XT S', ['ir'])
export const H20 = camera(42, 'Zenmuse H20', WIDE_ZOOM)
export const H20T = camera(43, 'Zenmuse H20T', WIDE_ZOOM_IR)
export const H20N = camera(61, 'Zenmuse H20N', WIDE_ZOOM_IR)
export const H30 = camera(82, 'Zenmuse H30', WIDE_ZOOM)
export const H30T = camera(83, 'Zenmuse H30T', WIDE_ZOOM_IR)
/** In the field and in DJI's demo, but in no table of v1.16.1. */
export const P1 = camera(50, 'Zenmuse P1', ONE, 65535)
export const L1 = camera(90742, 'Zenmuse L1', ONE)

export const M30_CAMERA = camera(52, 'Matrice 30 camera', WIDE_ZOOM)
export const M30T_CAMERA = camera(53, 'Matrice 30T camera', WIDE_ZOOM_IR)
export const M3E_CAMERA = camera(66, 'Mavic 3E camera', WIDE_ZOOM)
export const M3T_CAMERA = camera(67, 'Mavic 3T camera', WIDE_ZOOM_IR)
export const M3TA_CAMERA = camera(129, 'Mavic 3TA camera', WIDE_ZOOM_IR)
export const M3D_CAMERA = camera(80, 'Matrice 3D camera', WIDE_ZOOM)
export const M3TD_CAMERA = camera(81, 'Matrice 3TD camera', WIDE_ZOOM_IR)
export const M4E_CAMERA = camera(88, 'Matrice 4E camera', WIDE_ZOOM)
export const M4T_CAMERA = camera(89, 'Matrice 4T camera', WIDE_ZOOM_IR)
export const M4D_CAMERA = camera(98, 'Matrice 4D camera', WIDE_ZOOM)
export const M4TD_CAMERA = camera(99, 'Matrice 4TD camera', WIDE_ZOOM_IR)

export const FPV = camera(39, 'FPV camera', ONE)
export const AUXILIARY = camera(176, 'Auxiliary camera', ONE)
export const DOCK_CAMERA = camera(165, 'Dock camera', ONE)

export const CAMERA_MODELS: readonly CameraModel[] = [
  ...[Z30, XT2, XTS, H20, H20T, H20N, H30, H30T, P1, L1],
  ...[M30_CAMERA, M30T_CAMERA, M3E_CAMERA, M3T_CAMERA, M3TA_CAMERA],
  ...[M3D_CAMERA, M3TD_CAMERA, M4E_CAMERA, M4T_CAMERA, M4D_CAMERA, M4TD_CAMERA],
  ...[FPV, AUXILIARY, DOCK_CAMERA],
]

/** The camera as it hangs on one gimbal of one product. */
export const mounted = ({ type, sub_type, name, lenses }: CameraModel, gimbal = 0): CameraDefinition => ({
  index: `${type}-${sub_type}-${gimbal}`,
  name,
  lenses,
})

/** Every payload camera on every mount of an aircraft with interchangeable payloads. */
export const onMounts = (models: readonly CameraModel[], gimbals: readonly number[] = [0, 1, 2]): CameraDefinition[] =>
  models.flatMap(model => gimbals.map(gimbal => mounted(model, gimbal)))

const byType = new Map(CAMERA_MODELS.map(model => [`${model.type}-${model.sub_type}`, model]))
/** The camera of a wire index such as `81-0-0`. Undefined: newer than the documents, or no index. */
export function cameraOf(index: string): CameraDefinition | undefined {
  const match = /^(\d+)-(\d+)-(\d+)$/.exec(index)
  const model = match && byType.get(`${match[1]}-${match[2]}`)
  return model ? mounted(model, Number(match[3])) : undefined
}
