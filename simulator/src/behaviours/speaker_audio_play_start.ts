import { definePlayback } from './speaker.ts'

const RECORDED_VOICE = 1

export default definePlayback('speaker_audio_play_start', ({ file }) => file, RECORDED_VOICE, [
  'download',
  'encoding',
  'upload',
  'change_work_mode',
  'play',
])
