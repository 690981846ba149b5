import { RETRY_OR_RESTART, RETRY_OR_SUPPORT } from './actions.ts'
import { type Block, because, say } from './define.ts'

const UNKNOWN_FAULT = because(
  'The route ended for a reason that the aircraft does not name.',
  '航线结束，飞行器没有给出原因。',
  RETRY_OR_RESTART,
)

export default {
  prefixes: [386],
  source: say('Wayline flight', '航线飞行'),
  fallback: RETRY_OR_SUPPORT,
  codes: { 386534: UNKNOWN_FAULT, 386535: UNKNOWN_FAULT },
} satisfies Block
