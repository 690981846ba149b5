/** Deviations as they are looked at: one group per product and firmware, the most frequent first. */

/** Something that devices send which is not as declared; `sample` is the value as JSON text, shortened. */
export interface Deviation {
  product: string
  firmware: string
  topic: string
  method: string
  field: string
  message: string
  count: number
  sample: string
  first_seen: number
  last_seen: number
}
export interface DeviationGroup {
  product: string
  firmware: string
  count: number
  last_seen: number
  rows: Deviation[]
}

/** What makes two rows the same finding. */
export const keyOf = (row: Deviation): string =>
  JSON.stringify([row.product, row.firmware, row.topic, row.method, row.field, row.message])

/** Groups by the time of their latest row, newest first. */
export function groupDeviations(rows: readonly Deviation[]): DeviationGroup[] {
  const groups = new Map<string, DeviationGroup>()
  for (const row of rows) {
    const key = JSON.stringify([row.product, row.firmware])
    let group = groups.get(key)
    if (!group) {
      group = { product: row.product, firmware: row.firmware, count: 0, last_seen: 0, rows: [] }
      groups.set(key, group)
    }
    group.rows.push(row)
    group.count += row.count
    group.last_seen = Math.max(group.last_seen, row.last_seen)
  }
  const list = [...groups.values()]
  for (const group of list) group.rows.sort((a, b) => b.count - a.count)
  return list.sort((a, b) => b.last_seen - a.last_seen)
}

/** Adds news from the live channel: its count is of that moment only. */
export function addNews(rows: readonly Deviation[], news: Deviation): Deviation[] {
  const key = keyOf(news)
  const known = rows.find(row => keyOf(row) === key)
  if (!known) return [news, ...rows]
  const merged = { ...known, count: known.count + news.count, last_seen: news.last_seen, sample: news.sample }
  return rows.map(row => (row === known ? merged : row))
}
