import type { OutOfService } from '../../api/types.ts'

/** A device that was added here: what it authenticates as, whether or not it has joined yet. */
export interface Gateway {
  gateway_sn: string
  name: string
  product_id: string | null
  site_id: string | null
  online: boolean
  bound: boolean
  created_at: number
  last_connected_at: number | null
  out_of_service: OutOfService | null
}

/** What is typed into DJI Pilot 2. The server shows the password in this answer only. */
export interface ConnectionSheet {
  gateway_sn: string
  name: string
  mqtt_addr: string
  mqtt_username: string
  mqtt_password: string
  organization_id: string
  organization_name: string
  bind_code: string
  warnings: { code: string; message: string; link: string }[]
}

/** A refused MQTT connection. */
export interface Rejection {
  time: number
  claimed_sn: string
  client_id: string
  address: string
  reason: string
}
