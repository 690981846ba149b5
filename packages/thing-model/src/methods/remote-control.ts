/** Shapes of the remote-control page: accessories and target recognition over the DRC link. */
import { IntEnum, Integer, List } from '../schema.ts'

export const PsdkIndex = Integer({
  title: 'Accessory',
  minimum: 0,
  maximum: 255,
  description: 'Number that the device reports for it.',
})
export const PlayMode = IntEnum({ 0: 'Once', 1: 'Repeat' }, { title: 'Repeat' })
export const Voice = IntEnum({ 0: 'Male', 1: 'Female' }, { title: 'Voice' })
export const SpeechLanguage = IntEnum({ 0: 'Chinese', 1: 'English' }, { title: 'Language' })
/** The searchlight has one group of lamps. */
export const LightGroup = IntEnum({ 0: 'Main light' }, { title: 'Light' })

export const ScoreMode = IntEnum(
  { 0: 'Not set', 1: 'Counting', 2: 'Search and rescue', 3: 'Own threshold' },
  { title: 'Confidence mode' },
)
export const Score = Integer({ title: 'Confidence', unit: 'percent', minimum: 0, maximum: 100 })
export const Filters = List(Integer({ minimum: 0, maximum: 255 }), {
  title: 'Kinds of target',
  description: 'Label indexes; labels of third-party models count from 128.',
})
