/** What an admin sets per workspace. The DJI and NTP values fall back to the ROOKERY_* settings of the server. */
export interface WorkspaceSettings {
  dji_app_id: string
  dji_app_key: string
  dji_license: string
  ntp_host: string
  ntp_port: number
  map_tiles: MapTiles
  /** Epoch ms until which motion and destructive engineering forms are open; null: closed. */
  engineering_mode_until: number | null
  /** Photos and videos are deleted so many days after they came; null: never. */
  media_retention_days: number | null
}

export interface MapTiles {
  kind: 'none' | 'xyz' | 'pmtiles'
  url: string
  attribution: string
  crs: 'wgs84' | 'gcj02'
}
