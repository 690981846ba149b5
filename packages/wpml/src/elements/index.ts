/** Every element of the format, as data. */
import type { AnyElement, Elements } from './define.ts'
import { templateDocument } from './template.ts'
import { waylinesDocument } from './waylines.ts'

export type { Action, ActionFunction, ActionGroup, ActionParameters } from './actions.ts'
export { ACTION_FUNCTIONS, ACTION_PARAMETERS, LENSES } from './actions.ts'
export * from './define.ts'
export type { MissionConfig } from './mission.ts'
export { PAYLOAD_POSITIONS } from './mission.ts'
export type { CoordinateSystem, Overlap, TemplateDocument, TemplateFolder, TemplatePlacemark } from './template.ts'
export type { Wayline, WaylinesDocument, Waypoint } from './waylines.ts'
export type { HeadingParam, TurnMode, TurnParam } from './waypoints.ts'
export { CURVED_TURNS, TURN_MODES, TURNS_EARLY } from './waypoints.ts'

/** The elements of `Document` in each file. */
export const DOCUMENTS = { template: templateDocument, waylines: waylinesDocument } as const
export type WpmlFileName = keyof typeof DOCUMENTS

/** Walks over every declaration below a group. `path` is made of wire names, an action's function in parentheses. */
export function* eachElement(elements: Elements, path: readonly string[] = []): Generator<[string[], AnyElement]> {
  for (const [name, element] of Object.entries(elements)) {
    const here = [...path, name]
    yield [here, element]
    if (element.type === 'group') yield* eachElement(element.elements, here)
    if (element.type === 'choice')
      for (const [value, chosen] of Object.entries(element.choices))
        yield* eachElement(chosen, [...path, `${name}(${value})`])
  }
}
