/**
 * WGS 84 to GCJ-02 and back: the offset that map tiles of mainland China carry. Used only where our positions meet
 * such tiles; nothing is ever stored in it.
 */

const A = 6_378_245
const EE = 0.006_693_421_622_965_943
const RAD = Math.PI / 180

export interface LngLat {
  longitude: number
  latitude: number
}

/** The offset applies within this box around mainland China only. */
const outside = ({ longitude, latitude }: LngLat) =>
  longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271

function waves(x: number, harmonics: [number, number][]): number {
  return harmonics.reduce((sum, [amplitude, divisor]) => sum + amplitude * Math.sin((x * Math.PI) / divisor), 0)
}

function offset({ longitude, latitude }: LngLat): LngLat {
  const x = longitude - 105
  const y = latitude - 35
  const common = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    common +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    (waves(y, [
      [160, 12],
      [320, 30],
    ]) *
      2) /
      3
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    common +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    (waves(x, [
      [150, 12],
      [300, 30],
    ]) *
      2) /
      3
  const s = Math.sin(latitude * RAD)
  const magic = 1 - EE * s * s
  const root = Math.sqrt(magic)
  return {
    latitude: north / (((A * (1 - EE)) / (magic * root)) * RAD),
    longitude: east / ((A / root) * Math.cos(latitude * RAD) * RAD),
  }
}

export function toGcj02(wgs: LngLat): LngLat {
  if (outside(wgs)) return wgs
  const d = offset(wgs)
  return { longitude: wgs.longitude + d.longitude, latitude: wgs.latitude + d.latitude }
}

/** The inverse, by fixed-point iteration: below a centimetre after four rounds. */
export function toWgs84(gcj: LngLat): LngLat {
  if (outside(gcj)) return gcj
  let wgs = gcj
  for (let round = 0; round < 4; round++) {
    const there = toGcj02(wgs)
    wgs = {
      longitude: wgs.longitude - (there.longitude - gcj.longitude),
      latitude: wgs.latitude - (there.latitude - gcj.latitude),
    }
  }
  return wgs
}
