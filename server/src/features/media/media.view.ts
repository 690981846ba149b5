import { cameraOf } from '@rookery/thing-model'
import { type Static, Type } from 'typebox'
import { demoTime } from '#platform/demo-time.ts'
import type { Objects } from '#platform/objects/index.ts'
import { Nullable, Time } from '#platform/wire.ts'
import type { StoredFile, StoredSet } from './media.store.ts'

const Word = Nullable(Type.String())
const Metres = Nullable(Type.Number({ description: 'm' }))
const Degrees = Nullable(Type.Number({ description: 'deg' }))

export const ABSENT_STATES = ['on_aircraft', 'on_dock', 'uploading', 'missing'] as const
export type AbsentState = (typeof ABSENT_STATES)[number]
export const STATES = [...ABSENT_STATES, 'received'] as const

export const MediaView = Type.Object({
  file_id: Type.String({ description: "Of a file that has not come: '' " }),
  file_name: Type.String(),
  file_path: Type.String(),
  object_key: Type.String(),
  sub_file_type: Nullable(Type.Integer({ description: '0 photo, 1 panorama' })),
  is_original: Type.Boolean(),
  drone: Type.String({ description: 'Serial number of the aircraft' }),
  payload: Type.String({ description: 'Model of the camera' }),
  tinny_fingerprint: Type.String({ description: 'So on the wire' }),
  fingerprint: Type.String(),
  create_time: Type.String({ description: "When taken, else reported: 'YYYY-MM-DD HH:mm:ss' in the server's zone" }),
  job_id: Type.String(),
  name: Type.String(),
  kind: Type.Enum(['photo', 'video', 'panorama', 'other']),
  state: Type.Enum([...STATES]),
  size: Nullable(Type.Integer({ description: 'Bytes' })),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  duration_s: Nullable(Type.Number()),
  taken_at: Nullable(Time),
  received_at: Nullable(Time),
  latitude: Degrees,
  longitude: Degrees,
  height_m: Metres,
  relative_height_m: Metres,
  gimbal: Type.Object({ yaw: Degrees, pitch: Degrees }),
  lens: Word,
  aircraft_sn: Word,
  gateway_sn: Word,
  mission_id: Word,
  flight_id: Word,
  job_name: Word,
  waypoint_index: Nullable(Type.Integer({ description: 'From 0' })),
  asset: Word,
  preview: Type.Enum(['pending', 'ready', 'none']),
  preview_note: Nullable(Type.String({ description: 'Why there is no preview' })),
  thumb_url: Word,
  url: Word,
})
export type MediaView = Static<typeof MediaView>

/** Addresses of pages: long enough for a page that stays open, and asked for anew with each list. */
const URL_SECONDS = 4 * 3600

export const thumbKey = ({ workspace_id, file_id }: Pick<StoredFile, 'workspace_id' | 'file_id'>) =>
  `${workspace_id}/media/${file_id}/thumb.webp`

export function mediaView(row: StoredFile, objects: Pick<Objects, 'browserUrl'>): MediaView {
  const there = row.state === 'received' && row.deleted_at === null
  const show = (key: string, filename: string) =>
    objects.browserUrl(key, { seconds: URL_SECONDS, inline: true, filename })
  return {
    ...{ file_id: row.file_id, file_name: row.file_name, file_path: row.file_path, object_key: row.object_key },
    ...{ sub_file_type: row.sub_file_type, is_original: row.is_original ?? true },
    drone: row.aircraft_sn ?? '',
    payload: payloadName(row.payload_model_key),
    tinny_fingerprint: row.tinny_fingerprint ?? '',
    // The demo's table takes it for the key of a row.
    fingerprint: row.fingerprint ?? row.file_id,
    create_time: demoTime(row.taken_at ?? row.created_at),
    job_id: row.job_id ?? '',
    ...{ name: row.file_name, kind: row.kind, state: there ? 'received' : 'uploading' },
    ...{ size: row.size, width: row.width, height: row.height, duration_s: row.duration_s },
    ...{ taken_at: row.taken_at, received_at: there ? row.created_at : null },
    ...{ latitude: row.latitude, longitude: row.longitude },
    ...{ height_m: row.height_m, relative_height_m: row.relative_height_m },
    gimbal: { yaw: row.gimbal_yaw, pitch: row.gimbal_pitch },
    ...{ lens: row.lens, aircraft_sn: row.aircraft_sn, gateway_sn: row.gateway_sn },
    ...{ mission_id: row.mission_id, flight_id: row.flight_id, job_name: row.job_name },
    ...{ waypoint_index: row.waypoint_index, asset: row.asset },
    ...{ preview: row.preview, preview_note: row.preview_note },
    thumb_url: there && row.preview === 'ready' ? show(thumbKey(row), 'preview.webp') : null,
    url: there ? show(row.object_key, row.file_name) : null,
  }
}

/** A file of which nothing is known but that it should be there. */
export function absentView(set: StoredSet, state: AbsentState): MediaView {
  return {
    ...{ file_id: '', file_name: '', file_path: '', object_key: '', sub_file_type: null, is_original: true },
    ...{ drone: set.aircraft_sn ?? '', payload: '', tinny_fingerprint: '', fingerprint: '' },
    create_time: demoTime(set.ended_at ?? set.created_at),
    ...{ job_id: set.job_id, name: '', kind: 'photo', state, size: null, width: null, height: null },
    ...{ duration_s: null, taken_at: null, received_at: null, latitude: null, longitude: null },
    ...{ height_m: null, relative_height_m: null, gimbal: { yaw: null, pitch: null }, lens: null },
    ...{ aircraft_sn: set.aircraft_sn, gateway_sn: set.gateway_sn, mission_id: set.mission_id },
    ...{ flight_id: set.flight_id, job_name: set.job_name, waypoint_index: null, asset: null },
    ...{ preview: 'none', preview_note: null, thumb_url: null, url: null },
  }
}

/** `1-53-0` is payload 53-0. A key that is not known is its own name. */
function payloadName(key: string | null): string {
  const [, type, subType] = /^1-(\d+)-(\d+)$/.exec(key ?? '') ?? []
  return (type && cameraOf(`${type}-${subType}-0`)?.name) || (key ?? '')
}
