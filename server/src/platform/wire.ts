/** Schemas that many routes share. */
import { type TSchema, Type } from 'typebox'
import { ROLES } from './auth/caller.ts'

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const RoleSchema = Type.Enum([...ROLES])
/** A name that people give: something to see, on one line. */
export const Name = Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\p{C}]*[^\\p{C}\\s][^\\p{C}]*$' })
export const Text = Type.String({ maxLength: 4096 })
/** Epoch milliseconds. */
export const Time = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })
/** Of an id in a body; ids are made by the server. */
export const Id = Type.String({ minLength: 1, maxLength: 64 })
