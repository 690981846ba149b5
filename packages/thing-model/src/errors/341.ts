import { CHECK_RTK } from './actions.ts'
import { type Block, because, say } from './define.ts'

export default {
  prefixes: [341],
  source: say('Dock position', '机场定位'),
  fallback: CHECK_RTK,
  codes: {
    341002: because(
      'The dock is still working out its own precise position.',
      '机场仍在解算自己的精确位置。',
      CHECK_RTK,
    ),
  },
} satisfies Block
