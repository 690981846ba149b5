import type { Oddity } from './oddity.ts'

export default {
  name: 'state-reply-topic',
  summary: 'Takes only `state_reply` as the answer to its states, and repeats them otherwise.',
  insistsOnStateReply: true,
} satisfies Oddity
