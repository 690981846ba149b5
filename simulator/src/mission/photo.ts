/** Photos as a camera would have taken them over flat land: fields, roads, a horizon, and where it was in EXIF and XMP. */
import type { Product } from '@rookery/thing-model'
import type { Shot } from './camera.ts'
import { stamp } from './lettering.ts'

const WIDTH = 320
const HEIGHT = 240
/** Pixels of the file for each of the drawing. */
const SCALE = 3
/** Focal length in pixels of the drawing. */
const FOCAL = 260
const METRES_PER_DEGREE = 111_320
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** JPEG of 960 x 720 pixels, 100 to 250 kB. */
export async function renderPhoto(shot: Shot, aircraft: Product): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const
  return await sharp(draw(shot), { raw })
    .resize(WIDTH * SCALE, HEIGHT * SCALE, { kernel: 'nearest' })
    .withExif(exif(shot, aircraft))
    .withXmp(xmp(shot))
    .jpeg({ quality: 80 })
    .toBuffer()
}

/** The land from where the camera was: the same field looks the same on every photo. */
function draw({ place, relativeHeight, heading, gimbalPitch, lens, name }: Shot): Uint8Array {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3)
  const height = Math.max(2, relativeHeight)
  const [yaw, pitch] = [radians(heading), radians(gimbalPitch)]
  const focal = lens === 'zoom' ? FOCAL * 3 : FOCAL
  const north = place.latitude * METRES_PER_DEGREE
  const east = place.longitude * METRES_PER_DEGREE * Math.cos(radians(place.latitude))
  const paint = lens === 'ir' ? warmth : colours
  for (let y = 0; y < HEIGHT; y++) {
    const v = (y - HEIGHT / 2) / focal
    const down = v * Math.cos(pitch) - Math.sin(pitch)
    const ahead = Math.cos(pitch) + v * Math.sin(pitch)
    for (let x = 0; x < WIDTH; x++) {
      const aside = (x - WIDTH / 2) / focal
      const reach = down > 0.02 ? height / down : undefined
      const at = (y * WIDTH + x) * 3
      if (reach === undefined) {
        paint.sky(pixels, at, y / HEIGHT)
        continue
      }
      const [forward, right] = [ahead * reach, aside * reach]
      paint.ground(
        pixels,
        at,
        north + forward * Math.cos(yaw) - right * Math.sin(yaw),
        east + forward * Math.sin(yaw) + right * Math.cos(yaw),
      )
    }
  }
  const position = `${place.latitude.toFixed(6)} ${place.longitude.toFixed(6)} ${place.height.toFixed(1)} M`
  stamp(pixels, WIDTH, 4, HEIGHT - 20, position)
  stamp(pixels, WIDTH, 4, HEIGHT - 10, name.slice(0, 50))
  return pixels
}

/** A repeatable number in [0, 1) for a cell of the land. */
const cell = (a: number, b: number): number => {
  const h = Math.imul(Math.floor(a) ^ 0x9e3779b9, 374761393) ^ Math.imul(Math.floor(b) + 0x7f4a7c15, 668265263)
  return ((Math.imul(h ^ (h >>> 13), 1274126177) ^ (h >>> 16)) >>> 0) / 4294967296
}
interface Palette {
  sky(pixels: Uint8Array, at: number, down: number): void
  ground(pixels: Uint8Array, at: number, north: number, east: number): void
}
const FIELDS = [
  [96, 128, 62],
  [122, 142, 74],
  [152, 138, 92],
  [84, 112, 60],
  [138, 128, 104],
  [110, 122, 96],
] as const
const colours: Palette = {
  sky(pixels, at, down) {
    pixels[at] = 130 + 80 * down
    pixels[at + 1] = 170 + 50 * down
    pixels[at + 2] = 220 + 20 * down
  },
  ground(pixels, at, north, east) {
    const road = Math.abs(((north % 180) + 180) % 180) < 5 || Math.abs(((east % 240) + 240) % 240) < 5
    const field = road ? [120, 120, 122] : FIELDS[Math.floor(cell(north / 45, east / 60) * FIELDS.length)]!
    const grain = (cell(north / 1.5, east / 1.5) - 0.5) * 24
    pixels[at] = field[0]! + grain
    pixels[at + 1] = field[1]! + grain
    pixels[at + 2] = field[2]! + grain
  },
}
const warmth: Palette = {
  sky: (pixels, at) => void pixels.fill(12, at, at + 3),
  ground(pixels, at, north, east) {
    const warm = 60 + 110 * cell(north / 45, east / 60) + 30 * cell(north / 1.5, east / 1.5)
    pixels[at] = Math.min(255, warm * 1.25)
    pixels[at + 1] = warm * 0.8
    pixels[at + 2] = Math.max(0, 110 - warm * 0.5)
  },
}

/** Degrees as the three rationals of EXIF. */
function rationals(degrees: number): string {
  const whole = Math.floor(Math.abs(degrees))
  const minutes = (Math.abs(degrees) - whole) * 60
  return `${whole}/1 ${Math.floor(minutes)}/1 ${Math.round((minutes % 1) * 600_000)}/10000`
}

function exif({ place, takenAt, lens }: Shot, aircraft: Product) {
  const time = new Date(takenAt).toISOString().slice(0, 19).replace(/-/g, ':').replace('T', ' ')
  return {
    IFD0: { Make: 'DJI', Model: aircraft.id.toUpperCase(), DateTime: time, ImageDescription: `simulated, ${lens}` },
    IFD2: { DateTimeOriginal: time, DateTimeDigitized: time, OffsetTimeOriginal: '+00:00' },
    IFD3: {
      GPSLatitudeRef: place.latitude < 0 ? 'S' : 'N',
      GPSLatitude: rationals(place.latitude),
      GPSLongitudeRef: place.longitude < 0 ? 'W' : 'E',
      GPSLongitude: rationals(place.longitude),
      GPSAltitude: `${Math.round(Math.abs(place.height) * 1000)}/1000`,
    },
  }
}

const signed = (value: number, digits: number) => `${value < 0 ? '' : '+'}${value.toFixed(digits)}`

const xmp = ({
  place,
  relativeHeight,
  heading,
  gimbalPitch,
}: Shot) => `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/"
 drone-dji:GpsLatitude="${signed(place.latitude, 9)}" drone-dji:GpsLongitude="${signed(place.longitude, 9)}"
 drone-dji:AbsoluteAltitude="${signed(place.height, 3)}" drone-dji:RelativeAltitude="${signed(relativeHeight, 3)}"
 drone-dji:GimbalRollDegree="+0.00" drone-dji:GimbalYawDegree="${signed(heading, 2)}"
 drone-dji:GimbalPitchDegree="${signed(gimbalPitch, 2)}" drone-dji:FlightYawDegree="${signed(heading, 2)}"
 drone-dji:FlightRollDegree="+0.00" drone-dji:FlightPitchDegree="+0.00"/>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`
