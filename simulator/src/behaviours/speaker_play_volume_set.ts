import { defineSpeakerBehaviour } from './speaker.ts'

export default defineSpeakerBehaviour('speaker_play_volume_set', ({ play_volume }) => ({ play_volume }))
