/** Slow weather of a place, a pure function of place and time: no timers, the same in every run. */
export interface Weather {
  /** Air temperature in degC. */
  temperature: number
  /** Relative humidity in percent. */
  humidity: number
  /** Wind speed in m/s. */
  wind: number
  /** Where the wind comes from in degrees. */
  windFrom: number
  /** 0 none, 1 light, 2 moderate, 3 heavy. */
  rainfall: 0 | 1 | 2 | 3
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** `phase` in [0, 1) makes neighbouring places differ a little. */
export function weatherAt(latitude: number, longitude: number, phase: number, time: number): Weather {
  const localHours = (time / HOUR + longitude / 15) % 24
  const yearAngle = ((time % (365.25 * DAY)) / (365.25 * DAY)) * 2 * Math.PI
  const season = -Math.cos(yearAngle) * Math.sign(latitude || 1)
  const mean = 27 - Math.abs(latitude) * 0.45 + season * Math.abs(latitude) * 0.22
  const wave = (hours: number, shift = 0) => Math.sin(2 * Math.PI * (time / (hours * HOUR) + phase + shift))
  // Warmest at about 15 h, coldest at about 3 h.
  const temperature = mean + 5 * Math.cos(((localHours - 15) / 24) * 2 * Math.PI) + 2.5 * wave(61) + 0.3 * wave(0.7)
  const wet = 0.5 * wave(53, 0.3) + 0.35 * wave(17) + 0.15 * wave(5)
  const wind = Math.max(0, 3.2 + 2.2 * wave(31, 0.1) + 1.3 * wave(4.3) + 0.6 * wave(0.11))
  return {
    temperature,
    humidity: Math.min(98, Math.max(20, 60 + 30 * wet)),
    wind,
    windFrom: (((200 + 120 * wave(47) + 15 * wave(0.4)) % 360) + 360) % 360,
    rainfall: wet > 0.85 ? 3 : wet > 0.7 ? 2 : wet > 0.55 ? 1 : 0,
  }
}
