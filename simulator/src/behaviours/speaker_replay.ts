import { defineSpeakerBehaviour, PLAYING } from './speaker.ts'

export default defineSpeakerBehaviour('speaker_replay', () => ({ system_state: PLAYING }))
