/** Whose logs a command of page log is about. */
import { TextEnum } from '../schema.ts'

export const logModule = TextEnum({ 0: 'Aircraft', 3: 'Dock' }, { title: 'Logs of' })
