/** Naive UI in our design: the overrides follow the tokens, so that no component brings colours of its own. */
import { darkTheme, type GlobalTheme, type GlobalThemeOverrides } from 'naive-ui'
import { COLOURS, MEASURES, type ThemeName } from './tokens.ts'

export const naiveTheme = (theme: ThemeName): GlobalTheme | null => (theme === 'dark' ? darkTheme : null)

export function naiveOverrides(theme: ThemeName): GlobalThemeOverrides {
  const c = COLOURS[theme]
  return {
    common: {
      fontFamily: MEASURES.font,
      fontFamilyMono: MEASURES['font-mono'],
      fontSize: MEASURES['type-3'],
      fontSizeSmall: MEASURES['type-3'],
      fontSizeMedium: MEASURES['type-3'],
      fontSizeTiny: MEASURES['type-2'],
      heightSmall: '28px',
      heightMedium: '32px',
      borderRadius: MEASURES.radius,
      borderRadiusSmall: '3px',
      primaryColor: c.accent,
      primaryColorHover: c['accent-strong'],
      primaryColorPressed: c.accent,
      primaryColorSuppl: c.accent,
      infoColor: c.busy,
      infoColorHover: c.busy,
      successColor: c.ok,
      successColorHover: c.ok,
      warningColor: c.caution,
      warningColorHover: c.caution,
      errorColor: c.critical,
      errorColorHover: c.critical,
      errorColorPressed: c.critical,
      bodyColor: c.ground,
      cardColor: c.surface,
      modalColor: c.surface,
      popoverColor: c.raised,
      tableColor: c.surface,
      inputColor: c.sunken,
      inputColorDisabled: c.surface,
      borderColor: c['line-strong'],
      dividerColor: c.line,
      textColorBase: c.text,
      textColor1: c.text,
      textColor2: c.text,
      textColor3: c['text-muted'],
      textColorDisabled: c['text-faint'],
      placeholderColor: c['text-faint'],
      hoverColor: c.raised,
    },
    Button: {
      textColorPrimary: c['on-accent'],
      textColorHoverPrimary: c['on-accent'],
      textColorPressedPrimary: c['on-accent'],
      textColorFocusPrimary: c['on-accent'],
      textColorError: c['on-critical'],
      textColorHoverError: c['on-critical'],
      textColorPressedError: c['on-critical'],
      textColorFocusError: c['on-critical'],
      fontWeightStrong: '600',
    },
    Tooltip: {
      color: c.raised,
      textColor: c.text,
      boxShadow: `0 0 0 1px ${c['line-strong']}, ${c.shadow}`,
      padding: '6px 10px',
    },
    Dropdown: { color: c.raised },
    Tabs: { tabFontSizeMedium: MEASURES['type-3'], tabGapMediumLine: '24px', tabPaddingMediumLine: '8px 0' },
    Dialog: { borderRadius: MEASURES['radius-large'] },
    Card: { borderRadius: MEASURES['radius-large'] },
    Form: {
      labelFontSizeTopMedium: MEASURES['type-2'],
      labelTextColor: c['text-muted'],
      feedbackFontSizeMedium: MEASURES['type-2'],
    },
  }
}
