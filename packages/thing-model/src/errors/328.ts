import { type Block, because, say } from './define.ts'

const REGISTER = say(
  'Connect a remote controller and follow its steps for real-name registration, then fly.',
  '连接遥控器，按提示办好实名登记再飞。',
)

export default {
  prefixes: [328],
  source: say('Aircraft registration', '飞行器登记'),
  fallback: REGISTER,
  codes: {
    328051: because(
      'The aircraft is not registered with the aviation authority (CAAC).',
      '飞行器还没有在民航局实名登记。',
      REGISTER,
    ),
    328052: because(
      'The registration with the aviation authority (CAAC) was withdrawn.',
      '飞行器在民航局的实名登记已失效。',
      REGISTER,
    ),
  },
} satisfies Block
