import { defineSpeakerBehaviour } from './speaker.ts'

export default defineSpeakerBehaviour('speaker_play_mode_set', ({ play_mode }) => ({ play_mode }))
