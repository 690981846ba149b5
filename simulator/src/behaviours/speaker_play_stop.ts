import { defineSpeakerBehaviour, IDLE } from './speaker.ts'

export default defineSpeakerBehaviour('speaker_play_stop', () => ({ system_state: IDLE }))
