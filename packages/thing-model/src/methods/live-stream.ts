/** Fields shared by the commands of page live. */
import { IntEnum, Text } from '../schema.ts'

export const videoId = Text({
  title: 'Video',
  description: 'Serial number of the source, camera and stream: SN/type-subtype-gimbalindex/normal-0.',
  pattern: '^[^/]+/\\d+-\\d+-\\d+/[^/]+$',
})
export const videoQuality = IntEnum(
  { 0: 'Automatic', 1: '540p', 2: '720p', 3: '720p, higher rate', 4: '1080p' },
  { title: 'Quality' },
)
