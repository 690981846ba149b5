/** Languages in which a result code is explained. */
export type Language = 'en' | 'zh'
/** One sentence in each language. */
export type Bilingual = Readonly<Record<Language, string>>
/** Why a command or mission did not succeed, and what its user does next. */
export interface Explanation {
  cause: Bilingual
  action: Bilingual
}
/** The codes of one module, and what can be said of a code of that module that no document lists. */
export interface Block {
  /** The codes without their last three digits. */
  prefixes: readonly number[]
  /** Where such codes come from. */
  source: Bilingual
  /** What to do about an undocumented code of the module. */
  fallback: Bilingual
  codes: Readonly<Record<number, Explanation>>
}

/** One sentence in both languages. */
export const say = (en: string, zh: string): Bilingual => ({ en, zh })
/** A cause in both languages and the action that follows from it. */
export const because = (en: string, zh: string, action: Bilingual): Explanation => ({ cause: say(en, zh), action })
