import { definePlayback } from './speaker.ts'

const TEXT_TO_SPEECH = 0

export default definePlayback('speaker_tts_play_start', ({ tts }) => tts, TEXT_TO_SPEECH, [
  'upload',
  'change_work_mode',
  'play',
])
