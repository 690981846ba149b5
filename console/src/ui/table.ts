/** Column of a DataTable. `key` names the slot `#cell-<key>`; without a slot the field of that name is shown. */
export interface Column<T = unknown> {
  key: string
  title: string
  /** CSS width. */
  width?: string
  align?: 'left' | 'right'
  /** What the column sorts by; without it the column cannot be sorted. */
  sortBy?: (row: T) => string | number | null | undefined
  /** Monospaced cells, for serial numbers and codes. */
  mono?: boolean
}
