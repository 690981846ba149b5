/** What the planner had to decide, for people. */
import type { Locale } from '../lint/texts.ts'

const TEXTS = {
  'speed-reduced': {
    en: 'The speed was reduced from {from} to {to} m/s: the camera needs {interval} s between photos.',
    'zh-CN': '速度由 {from} 降至 {to} 米/秒：相机两次拍照间隔需 {interval} 秒。',
  },
  'not-generated': {
    en: '{element} is carried out by the aircraft or by DJI apps only; the waylines do without it.',
    'zh-CN': '{element} 仅由飞行器或 DJI 应用实现，生成的航线不包含它。',
  },
  'geoid-from-file': {
    en: 'Heights above the ellipsoid were computed with the geoid height of {undulation} m that the file itself implies.',
    'zh-CN': '椭球高按文件自身隐含的大地水准面高 {undulation} 米换算。',
  },
} as const
export type NoteCode = keyof typeof TEXTS
export interface PlanNote {
  code: NoteCode
  /** Which template, by position. */
  template: number
  values: Readonly<Record<string, string | number>>
}
export const explainNote = ({ code, values }: PlanNote, locale: Locale = 'en') =>
  TEXTS[code][locale].replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name]!
    return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value
  })
