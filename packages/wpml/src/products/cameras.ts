/**
 * Optics of the cameras that waylines are planned with. Sizes are those of the active area: pixel pitch times pixels
 * where the pitch is published, else from the equivalent focal length, as `source` says.
 */
export interface Lens {
  /** As in `payloadLensIndex` and `imageFormat`. */
  lens: 'wide' | 'zoom' | 'ir' | 'visable'
  /** Millimetres; the width lies across the flight direction. */
  sensorWidth: number
  sensorHeight: number
  /** Millimetres; of a zoom lens the shortest. */
  focalLength: number
  /** The longest of a zoom lens, or the other lenses that fit. */
  focalLengths?: readonly number[]
  imageWidth: number
  imageHeight: number
  source: string
}
export interface Camera {
  /** First number of the camera index `type-subtype-gimbalindex`, `payloadEnumValue` in WPML. */
  type: number
  name: string
  /** The first one is what mapping is planned with. */
  lenses: readonly Lens[]
  /** Shortest time between two photos in seconds. */
  minInterval: number
  /** Gimbal pitch in degrees, of cameras on payload mounts. */
  gimbalPitch?: readonly [number, number]
  /** A lidar beside the lens. */
  lidar?: boolean
}

const lens = (
  name: Lens['lens'],
  [sensorWidth, sensorHeight]: readonly [number, number],
  focalLength: number,
  [imageWidth, imageHeight]: readonly [number, number],
  source: string,
  focalLengths?: readonly number[],
): Lens => ({ lens: name, sensorWidth, sensorHeight, focalLength, imageWidth, imageHeight, source, focalLengths })

/** 4/3 inch, 20 megapixels of 3.3 um, 24 mm equivalent. */
const fourThirds = (of: string) =>
  lens(
    'wide',
    [17.42, 13.05],
    12.29,
    [5280, 3956],
    `DJI's specifications of the ${of}: 4/3 CMOS, pixels of 3.3 um, 12.29 mm`,
  )
/** 1/1.3 inch, 48 megapixels of 1.2 um, 24 mm equivalent. */
const wide48 = (of: string) =>
  lens(
    'wide',
    [9.68, 7.26],
    6.72,
    [8064, 6048],
    `DJI's specifications of the ${of}: 1/1.3 inch, 48 megapixels; focal length from the 24 mm equivalent`,
  )
/** Uncooled, pixels of 12 um. */
const infrared = (of: string, focalLength: number, width = 640, height = 512) =>
  lens(
    'ir',
    [width * 0.012, height * 0.012],
    focalLength,
    [width, height],
    `DJI's specifications of the ${of}: ${width} x ${height} pixels of 12 um`,
  )
const tele = (of: string) =>
  lens(
    'zoom',
    [6.4, 4.8],
    29.9,
    [4000, 3000],
    `DJI's specifications of the ${of}: 1/2 inch, 12 megapixels; focal length from the 162 mm equivalent`,
  )
const tele4 = (of: string) =>
  lens(
    'zoom',
    [9.68, 7.26],
    19.6,
    [8064, 6048],
    `DJI's specifications of the ${of}: 1/1.3 inch, 48 megapixels; focal length from the 70 mm equivalent`,
  )

const H20 = 'Zenmuse H20 series'
const H30 = 'Zenmuse H30 series'
const M30 = 'Matrice 30 series'
const M3E = 'Mavic 3 Enterprise series'
const M3D = 'Matrice 3D series'
const M4 = 'Matrice 4 series'
const M4D = 'Matrice 4D series'

const h20 = [
  lens('wide', [6.29, 4.71], 4.5, [4056, 3040], `DJI's specifications of the ${H20}: 1/2.3 inch, 4.5 mm`),
  lens(
    'zoom',
    [7.46, 5.59],
    6.83,
    [5184, 3888],
    `DJI's specifications of the ${H20}: 6.83 to 119.94 mm; sensor from the 31.7 mm equivalent`,
    [6.83, 119.94],
  ),
]
const h30 = [
  wide48(H30),
  lens(
    'zoom',
    [7.36, 5.52],
    7.1,
    [7328, 5496],
    `DJI's specifications of the ${H30}: 7.1 to 172 mm; sensor from the 33.4 mm equivalent`,
    [7.1, 172],
  ),
]
const m30 = [
  lens('wide', [6.4, 4.8], 4.5, [4000, 3000], `DJI's specifications of the ${M30}: 1/2 inch, 4.5 mm`),
  lens('zoom', [6.4, 4.8], 21, [8000, 6000], `DJI's specifications of the ${M30}: 1/2 inch, 21 to 75 mm`, [21, 75]),
]
const m3t = [
  lens(
    'wide',
    [6.4, 4.8],
    4.4,
    [8000, 6000],
    `DJI's specifications of the ${M3E}: 1/2 inch, 48 megapixels; focal length from the 24 mm equivalent`,
  ),
  tele(M3E),
  infrared(M3E, 9.1),
]

export const CAMERAS: readonly Camera[] = [
  { type: 42, name: 'Zenmuse H20', lenses: h20, minInterval: 2, gimbalPitch: [-120, 30] },
  { type: 43, name: 'Zenmuse H20T', lenses: [...h20, infrared(H20, 13.5)], minInterval: 2, gimbalPitch: [-120, 30] },
  { type: 82, name: 'Zenmuse H30', lenses: h30, minInterval: 2, gimbalPitch: [-120, 60] },
  {
    type: 83,
    name: 'Zenmuse H30T',
    lenses: [...h30, infrared(H30, 24, 1280, 1024)],
    minInterval: 2,
    gimbalPitch: [-120, 60],
  },
  {
    type: 50,
    name: 'Zenmuse P1',
    lenses: [
      lens(
        'visable',
        [35.9, 24],
        35,
        [8192, 5460],
        "DJI's specifications of the Zenmuse P1: full frame with the 35 mm lens",
        [24, 35, 50],
      ),
    ],
    minInterval: 0.7,
    gimbalPitch: [-125, 40],
  },
  {
    type: 90742,
    name: 'Zenmuse L1',
    lenses: [
      lens(
        'visable',
        [13.2, 8.8],
        8.8,
        [5472, 3648],
        "DJI's specifications of the Zenmuse L1: 1 inch, 24 mm equivalent",
      ),
    ],
    minInterval: 2,
    gimbalPitch: [-120, 30],
    lidar: true,
  },
  { type: 52, name: 'Matrice 30 camera', lenses: m30, minInterval: 2 },
  { type: 53, name: 'Matrice 30T camera', lenses: [...m30, infrared(M30, 9.1)], minInterval: 2 },
  { type: 66, name: 'Mavic 3E camera', lenses: [fourThirds(M3E), tele(M3E)], minInterval: 0.7 },
  { type: 67, name: 'Mavic 3T camera', lenses: m3t, minInterval: 2 },
  { type: 129, name: 'Mavic 3TA camera', lenses: m3t, minInterval: 2 },
  { type: 68, name: 'Mavic 3M camera', lenses: [{ ...fourThirds('Mavic 3M'), lens: 'visable' }], minInterval: 2 },
  { type: 80, name: 'Matrice 3D camera', lenses: [fourThirds(M3D), tele(M3D)], minInterval: 0.7 },
  { type: 81, name: 'Matrice 3TD camera', lenses: [wide48(M3D), tele(M3D), infrared(M3D, 9.1)], minInterval: 2 },
  { type: 88, name: 'Matrice 4E camera', lenses: [fourThirds(M4), tele4(M4)], minInterval: 0.5 },
  { type: 89, name: 'Matrice 4T camera', lenses: [wide48(M4), tele4(M4), infrared(M4, 12)], minInterval: 0.7 },
  { type: 98, name: 'Matrice 4D camera', lenses: [fourThirds(M4D), tele4(M4D)], minInterval: 0.5 },
  { type: 99, name: 'Matrice 4TD camera', lenses: [wide48(M4D), tele4(M4D), infrared(M4D, 12)], minInterval: 0.7 },
]

/** By `payloadEnumValue` or by a camera index such as `99-0-0`; undefined for cameras without optics in the table. */
export function cameraOf(which: number | string | undefined): Camera | undefined {
  const type = typeof which === 'string' ? Number(which.split('-')[0]) : which
  return CAMERAS.find(camera => camera.type === type)
}

/**
 * Size of a pixel on the ground in metres, at `distance` metres straight in front of the lens.
 * `focalLength` in millimetres where it is not the lens's first.
 */
export const groundSampleDistance = (lens: Lens, distance: number, focalLength = lens.focalLength) =>
  (distance * lens.sensorWidth) / focalLength / lens.imageWidth
/** Distance in metres at which a pixel covers `gsd` metres. */
export const distanceForGsd = (lens: Lens, gsd: number, focalLength = lens.focalLength) =>
  (gsd * lens.imageWidth * focalLength) / lens.sensorWidth
/** Ground that a photo straight down covers: width across and length along the flight, in metres. */
export const footprint = (lens: Lens, distance: number, focalLength = lens.focalLength) => ({
  width: (distance * lens.sensorWidth) / focalLength,
  length: (distance * lens.sensorHeight) / focalLength,
})
