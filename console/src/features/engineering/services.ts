/** Which services a device's forms offer, and how they are found. */
import { type Gateway, isDocumented, METHODS, type Method, type Page } from '@rookery/thing-model'

/** Declared services that the gateway's dialect documents; all of them for a gateway newer than the documents. */
export const servicesOf = (gateway: Gateway | undefined): Method[] =>
  [...METHODS.values()]
    .filter(method => isDocumented(method, 'services', gateway))
    .sort((a, b) => a.page.localeCompare(b.page) || a.name.localeCompare(b.name))

/** Every word of the query must occur in the name, the summary, the page or the safety class. */
export function matches(method: Method, query: string): boolean {
  const text = `${method.name} ${method.name.replaceAll('_', ' ')} ${method.summary} ${method.page} ${method.safety}`
  const haystack = text.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every(word => haystack.includes(word))
}

export function byPage(methods: readonly Method[]): { page: Page; methods: Method[] }[] {
  const groups = new Map<Page, Method[]>()
  for (const method of methods) groups.set(method.page, [...(groups.get(method.page) ?? []), method])
  return [...groups].map(([page, list]) => ({ page, methods: list }))
}
