/** Tables of the external MQTT broker: who reads which partition, and what DJI Pilot 2 speaks for. */

/** A process that takes part in reading. Times are the database's clock, epoch milliseconds. */
export interface MqttMemberRow {
  owner: string
  expires_at: number
}

/** Which process reads a partition of the gateways. Free when it has no owner or is past its time. */
export interface MqttLeaseRow {
  partition: number
  owner: string | null
  expires_at: number
}

/** The remote controller that a Pilot's session speaks for: the first one it named. */
export interface MqttPilotClaimRow {
  session_id: string
  sn: string
  claimed_at: number
}

export interface MqttTables {
  mqtt_members: MqttMemberRow
  mqtt_leases: MqttLeaseRow
  mqtt_pilot_claims: MqttPilotClaimRow
}
