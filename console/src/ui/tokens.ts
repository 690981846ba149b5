/**
 * The design in numbers: the one source of the CSS variables (`--surface`, `--space-3` ...) and of the Naive UI
 * theme. Two inks on two papers; colour is kept for state, and state never rests on colour alone.
 */
export type ThemeName = 'dark' | 'light'

const dark = {
  ground: '#0d1214',
  surface: '#131a1d',
  raised: '#1a2327',
  sunken: '#0a0f11',
  line: '#243035',
  'line-strong': '#3a4a50',
  text: '#e2e9e9',
  'text-muted': '#9aabae',
  'text-faint': '#7a8c91',
  accent: '#5fc2b7',
  'accent-strong': '#7dd6cb',
  'accent-wash': '#163432',
  'on-accent': '#06211e',
  ok: '#5bbd80',
  'ok-wash': '#12291d',
  caution: '#e3ae45',
  'caution-wash': '#2f2612',
  critical: '#f2705f',
  'critical-wash': '#361a17',
  'on-critical': '#2b0703',
  busy: '#7fb8fb',
  'busy-wash': '#14273c',
  idle: '#84959a',
  water: '#0b151b',
  land: '#1c2725',
  'land-line': '#43564f',
  graticule: '#26363b',
  shadow: '0 8px 28px rgba(0, 0, 0, 0.5)',
}
export type ColourTokens = Record<keyof typeof dark, string>

const light: ColourTokens = {
  ground: '#e9ece8',
  surface: '#f8f9f6',
  raised: '#ffffff',
  sunken: '#e1e5e0',
  line: '#d3d9d4',
  'line-strong': '#a9b5b0',
  text: '#14201e',
  'text-muted': '#4c5c5a',
  'text-faint': '#626f6c',
  accent: '#0b6e64',
  'accent-strong': '#085950',
  'accent-wash': '#d5e9e4',
  'on-accent': '#ffffff',
  ok: '#1f7440',
  'ok-wash': '#dcefe1',
  caution: '#8a5a00',
  'caution-wash': '#f8ebcd',
  critical: '#b3261a',
  'critical-wash': '#fae0dc',
  'on-critical': '#ffffff',
  busy: '#1c5fae',
  'busy-wash': '#dce8f8',
  idle: '#66736f',
  water: '#d5e0e3',
  land: '#eef0e8',
  'land-line': '#b4beb2',
  graticule: '#c3d1d5',
  shadow: '0 8px 24px rgba(20, 32, 30, 0.18)',
}

export const COLOURS: Record<ThemeName, ColourTokens> = { dark, light }

/** Lengths and type, the same in both themes. */
export const MEASURES = {
  'space-1': '4px',
  'space-2': '8px',
  'space-3': '12px',
  'space-4': '16px',
  'space-5': '24px',
  'space-6': '40px',
  radius: '4px',
  'radius-large': '8px',
  'type-1': '11px',
  'type-2': '12px',
  'type-3': '13px',
  'type-4': '15px',
  'type-5': '19px',
  'type-6': '26px',
  font: '"Segoe UI Variable Text", "Segoe UI", -apple-system, "SF Pro Text", "Helvetica Neue", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei", Arial, sans-serif',
  'font-mono': 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Consolas, "DejaVu Sans Mono", monospace',
  'bar-height': '48px',
  'rail-width': '76px',
} as const

/** Writes the variables on the document; everything else reads them. */
export function applyTokens(theme: ThemeName): void {
  const root = document.documentElement
  for (const [name, value] of Object.entries({ ...MEASURES, ...COLOURS[theme] }))
    root.style.setProperty(`--${name}`, value)
  root.dataset.theme = theme
  root.style.colorScheme = theme
}
