/** Commands on the wire: a row of the list, and the answer to the caller who sent one. */

import { explainResult } from '@rookery/thing-model'
import { type Static, Type } from 'typebox'
import { type Outcome, outcome } from '#platform/http.ts'
import type { SendResult } from './command.service.ts'
import type { StoredCommand } from './command.store.ts'

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const CommandView = Type.Object({
  command_id: Type.String(),
  device_sn: Type.String(),
  gateway_sn: Type.String(),
  method: Type.String(),
  safety: Type.String(),
  data: Type.Any(),
  state: Type.String({ description: 'sent, in_progress, ok, failed, unknown, canceled or timeout' }),
  result: Nullable(Type.Integer()),
  cause: Nullable(Type.String()),
  action: Nullable(Type.String()),
  output: Type.Any(),
  progress: Nullable(
    Type.Object({ percent: Nullable(Type.Number()), step_key: Nullable(Type.String()), status: Type.String() }),
  ),
  username: Nullable(Type.String()),
  source: Type.String(),
  address: Nullable(Type.String()),
  created_at: Type.Integer(),
  replied_at: Nullable(Type.Integer()),
  finished_at: Nullable(Type.Integer()),
})

export function commandView(command: StoredCommand): Static<typeof CommandView> {
  const { command_id, device_sn, gateway_sn, method, safety, data, state, result, output, progress } = command
  const { username, source, address, created_at, replied_at, finished_at } = command
  return {
    ...{
      command_id,
      device_sn,
      gateway_sn,
      method,
      safety,
      data,
      state,
      result,
      ...explained(result),
      output,
      progress,
    },
    ...{ username, source, address, created_at, replied_at, finished_at },
  }
}

function explained(result: number | null): { cause: string | null; action: string | null } {
  if (result === null || result === 0) return { cause: null, action: null }
  const { cause, action } = explainResult(result, 'en')
  return { cause, action }
}

export const SendAnswer = Type.Object({
  command_id: Type.String(),
  state: Type.String(),
  result: Type.Optional(Nullable(Type.Integer())),
  output: Type.Optional(Type.Any()),
  cause: Type.Optional(Nullable(Type.String())),
  action: Type.Optional(Nullable(Type.String())),
})

/** 200 with the device's result code, or 202 while nobody knows what became of it. */
export function sendAnswer({ commandId, state, result, output }: SendResult): Outcome {
  const data = { command_id: commandId, state }
  if (result === null)
    return outcome({
      status: 202,
      code: 0,
      message: 'The device has not answered yet; the command was sent once and will not be sent again',
      data,
    })
  const words = explained(result)
  return outcome({ code: result, message: words.cause ?? 'success', data: { ...data, result, output, ...words } })
}
