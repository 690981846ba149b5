/**
 * Health alarms (HMS). A device sends a code and two indexes; DJI publishes the sentences as a file that its user may
 * load. Without that file an alarm still says which equipment, how serious, on which device.
 */
import type { Bilingual, Language } from './errors/define.ts'
import { equipmentOf } from './hms-equipment.ts'

/** One entry of the `list` of an `hms` event, as tolerant as devices are. */
export interface HmsAlarm {
  /** Hexadecimal with `0x`. */
  code: string
  level?: number
  module?: number
  /** 1: the aircraft is flying. */
  in_the_sky?: number
  /** 1: passes by itself when its cause does, as a gust does. */
  imminent?: number
  /** `domain-type-sub_type` of the device that has the alarm. */
  device_type?: string
  args?: { component_index?: number; sensor_index?: number; [name: string]: unknown }
}

/** The texts of one key; the file has more languages, only these two are read. */
export interface HmsText {
  en?: string
  zh?: string
}
/** Texts by key in lower case: the file writes hexadecimal digits in both cases. */
export type HmsTexts = ReadonlyMap<string, HmsText>

export interface DecodedHms {
  /** `0x` and upper-case digits; as received when it is no hexadecimal number. */
  code: string
  /** Key of the file whose text was taken, else the key that the reference prescribes. */
  key: string
  level: string
  module: string
  equipment: string
  flying: boolean
  imminent: boolean
  /** One sentence for people. */
  text: string
  /** True: `text` is from the loaded file. */
  worded: boolean
}

const UNKNOWN: Bilingual = { en: 'Unknown', zh: '未知' }
export const HMS_LEVELS: Readonly<Record<number, Bilingual>> = {
  0: { en: 'Notice', zh: '通知' },
  1: { en: 'Caution', zh: '提醒' },
  2: { en: 'Warning', zh: '警告' },
}
export const HMS_MODULES: Readonly<Record<number, Bilingual>> = {
  0: { en: 'Mission', zh: '飞行任务' },
  1: { en: 'Device management', zh: '设备管理' },
  2: { en: 'Media', zh: '媒体' },
  3: { en: 'Health', zh: '健康管理' },
}
const LEFT: Bilingual = { en: 'left', zh: '左' }
const RIGHT: Bilingual = { en: 'right', zh: '右' }
const FRONT: Bilingual = { en: 'front', zh: '前' }
const BACK: Bilingual = { en: 'back', zh: '后' }
const SIDES = [FRONT, BACK, LEFT, RIGHT]

/**
 * Reads a text file of the shape `{ "fpv_tip_0x...": { "en": "...", "zh": "..." } }`. Entries of another shape are
 * left out. Throws a TypeError with one sentence when nothing usable is in it.
 */
export function loadHmsTexts(file: unknown): HmsTexts {
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    throw new TypeError('An HMS text file is a JSON object of keys with texts by language.')
  }
  const texts = new Map<string, HmsText>()
  for (const [key, value] of Object.entries(file)) {
    if (!/^[a-z]+_tip_0x[0-9a-f]+\w*$/i.test(key) || typeof value !== 'object' || value === null) continue
    const { en, zh } = value as Record<string, unknown>
    const text: HmsText = {}
    if (typeof en === 'string' && en.trim()) text.en = en.trim()
    if (typeof zh === 'string' && zh.trim()) text.zh = zh.trim()
    // The same key may stand twice, in either case and with other languages.
    if (text.en || text.zh) texts.set(key.toLowerCase(), { ...text, ...texts.get(key.toLowerCase()) })
  }
  if (texts.size === 0) throw new TypeError('The HMS text file holds no entry such as "fpv_tip_0x16100083".')
  return texts
}

/** `0x` and upper-case digits. A code of another form is returned as it is. */
export function normaliseHmsCode(code: unknown): string {
  const match = /^\s*(?:0x)?([0-9a-f]{1,16})\s*$/i.exec(String(code))
  return match ? `0x${match[1]!.toUpperCase()}` : String(code)
}

/** True for an alarm of a dock. Without a device type the code decides. */
const isDock = ({ device_type }: HmsAlarm, code: string) =>
  device_type ? device_type.startsWith('3-') : /^0x(1911|1204)/.test(code)

/**
 * Keys under which the text of an alarm may stand, the most exact first: the dock's or the aircraft's, in flight
 * before any time. `_index_1` (the second storage of a camera) is in the file but not in the reference.
 */
export function hmsKeys(alarm: HmsAlarm): string[] {
  const code = normaliseHmsCode(alarm.code)
  const dock = isDock(alarm, code)
  const key = dock ? `dock_tip_${code}` : `fpv_tip_${code}`
  const keys = [dock ? `fpv_tip_${code}` : `dock_tip_${code}`]
  keys.unshift(key)
  if (!dock && Number(alarm.args?.sensor_index) === 1) keys.unshift(`${key}_index_1`)
  if (!dock && Number(alarm.in_the_sky) === 1) keys.unshift(`${key}_in_the_sky`)
  return keys
}

/** A placeholder by name, or one of printf: docks of today use the latter for cover and rod. */
const PLACEHOLDER =
  /%(alarmid|component_index|battery_index|dock_cover_index|charging_rod_index|index)|%(?:\d+\$)?[\d.]*[sdf]/g

/** Fills the placeholders of a text. What no argument answers becomes `?`. */
export function fillHmsText(text: string, alarm: HmsAlarm, lang: Language = 'en'): string {
  const code = normaliseHmsCode(alarm.code)
  const sensor = toIndex(alarm.args?.sensor_index)
  const component = toIndex(alarm.args?.component_index)
  const side = sensor === undefined ? '?' : (sensor === 0 ? LEFT : RIGHT)[lang]
  const rod = (sensor === undefined ? undefined : SIDES[sensor]?.[lang]) ?? '?'
  return text.replace(PLACEHOLDER, (_, name: string | undefined) => {
    switch (name) {
      case 'alarmid':
        return code
      case 'index':
        return sensor === undefined ? '?' : String(sensor + 1)
      case 'component_index':
        // There are gimbals 1 to 3; the reference says so and limits the number to 1 and 2 in the same sentence.
        return component === undefined ? '?' : String(Math.min(component + 1, 3))
      case 'battery_index':
      case 'dock_cover_index':
        return side
      case 'charging_rod_index':
        return rod
      default:
        if (code.startsWith('0x191100')) return side
        return code.startsWith('0x191104') ? rod : '?'
    }
  })
}

function toIndex(value: unknown): number | undefined {
  const index = typeof value === 'string' && value.trim() ? Number(value) : value
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? index : undefined
}

/** Everything that can be said of an alarm, with the texts of a loaded file where it has them. */
export function decodeHms(alarm: HmsAlarm, options: { texts?: HmsTexts; lang?: Language } = {}): DecodedHms {
  const { texts, lang = 'en' } = options
  const code = normaliseHmsCode(alarm.code)
  const level = (HMS_LEVELS[Number(alarm.level)] ?? UNKNOWN)[lang]
  const equipment = equipmentOf(code, isDock(alarm, code))[lang]
  const keys = hmsKeys(alarm)
  const found = texts && keys.find(key => texts.has(key.toLowerCase()))
  const entry = found ? texts?.get(found.toLowerCase()) : undefined
  const wording = entry?.[lang] ?? entry?.en ?? entry?.zh
  return {
    code,
    key: found ?? keys.find(key => !key.endsWith('_index_1'))!,
    level,
    module: (HMS_MODULES[Number(alarm.module)] ?? UNKNOWN)[lang],
    equipment,
    flying: Number(alarm.in_the_sky) === 1,
    imminent: Number(alarm.imminent) === 1,
    text: wording
      ? fillHmsText(wording, alarm, lang)
      : lang === 'zh'
        ? `${equipment}：${level}，代码 ${code}。`
        : `${equipment}: ${level.toLowerCase()}, code ${code}.`,
    worded: wording !== undefined,
  }
}
