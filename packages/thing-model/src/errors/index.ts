/**
 * Result codes in plain words: what went wrong and what to do, in English and Chinese. One file a thousand block.
 * A code is ABCDEF: A says who reports (3 and 5 the device, 4 and 6 DJI Pilot 2), BC the module, DEF the fault.
 */

import b312 from './312.ts'
import b314 from './314.ts'
import b315 from './315.ts'
import b316 from './316.ts'
import b317 from './317.ts'
import b319 from './319.ts'
import b321 from './321.ts'
import b322 from './322.ts'
import b324 from './324.ts'
import b325 from './325.ts'
import b326 from './326.ts'
import b327 from './327.ts'
import b328 from './328.ts'
import b336 from './336.ts'
import b337 from './337.ts'
import b338 from './338.ts'
import b341 from './341.ts'
import b386 from './386.ts'
import b513 from './513.ts'
import b514 from './514.ts'
import { NOTHING, RETRY_OR_SUPPORT } from './actions.ts'
import cloud from './cloud.ts'
import { type Bilingual, type Block, because, type Explanation, type Language, say } from './define.ts'

export type { Bilingual, Explanation, Language } from './define.ts'

export interface ExplainedResult {
  code: number
  /** False: no document lists the code; cause and action then speak of its module. */
  known: boolean
  /** Module that reports it. */
  source: string
  cause: string
  action: string
  /** Page of DJI's reference that lists the codes of the module; none for the cloud's own. */
  reference?: string
}

/** DJI's own list, by language. */
export const RESULT_CODES_REFERENCE = say(
  'https://developer.dji.com/doc/cloud-api-tutorial/en/error-code.html',
  'https://developer.dji.com/doc/cloud-api-tutorial/cn/error-code.html',
)

/** The modules in the order of their codes. */
export const RESULT_BLOCKS: readonly Block[] = [
  cloud,
  ...[b312, b314, b315, b316, b317, b319, b321, b322, b324, b325, b326, b327, b328, b336, b337, b338, b341, b386],
  ...[b513, b514],
]

const known = new Map<number, { block: Block; explanation: Explanation }>()
const blockOf = new Map<number, Block>()
for (const block of RESULT_BLOCKS) {
  for (const prefix of block.prefixes) blockOf.set(prefix, block)
  for (const [code, explanation] of Object.entries(block.codes)) known.set(Number(code), { block, explanation })
}

/** Every code that has an explanation of its own, ascending. */
export const RESULT_CODES: readonly number[] = [...known.keys()].sort((a, b) => a - b)

const SUCCESS = because('It worked.', '成功。', NOTHING)
const DEVICE = say('Device', '设备')
const PILOT = say('DJI Pilot 2', 'DJI Pilot 2')
const UNKNOWN = say('Unknown', '未知来源')

function reporterOf(code: number): Bilingual {
  const digit = code >= 100_000 && code <= 999_999 ? Math.floor(code / 100_000) : 0
  return digit === 3 || digit === 5 ? DEVICE : digit === 4 || digit === 6 ? PILOT : UNKNOWN
}

/** DJI's demo answers live stream faults with the last five digits: 13003 is 513003. */
const normalise = (code: number) => (code >= 13_000 && code <= 13_999 ? code + 500_000 : code)

/** Cause and remedy of a `result`, `code` or `error.code` that a device or a cloud sent. 0 is success. */
export function explainResult(code: number, lang: Language = 'en'): ExplainedResult {
  const found = known.get(normalise(code))
  const block = found?.block ?? blockOf.get(Math.trunc(normalise(code) / 1000))
  const explanation = code === 0 ? SUCCESS : found?.explanation
  const source = (block?.source ?? reporterOf(code))[lang]
  const reference = block && block !== cloud ? RESULT_CODES_REFERENCE[lang] : undefined
  if (explanation) {
    return { code, known: true, source, cause: explanation.cause[lang], action: explanation.action[lang], reference }
  }
  return {
    code,
    known: false,
    source,
    cause:
      lang === 'zh'
        ? `${source}报告了未公开的错误码 ${code}。`
        : `${source}: code ${code} stands in no public document.`,
    action: (block?.fallback ?? RETRY_OR_SUPPORT)[lang],
    reference,
  }
}

/** Cause and remedy of a mission's `break_reason`: the same faults as codes 321000 + reason; 0 is none. */
export const explainBreakReason = (reason: number, lang: Language = 'en'): ExplainedResult =>
  explainResult(reason === 0 ? 0 : 321_000 + reason, lang)
