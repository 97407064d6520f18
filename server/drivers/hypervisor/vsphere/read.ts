import type { ObjectProperties } from './property-collector'
import { refOf } from './soap'
import { all, amount, flag, text } from '../../protocols/xml/xml'

/** Reads of one object's properties; null: not told. `path` goes on into the property's value. */
export const textAt = (object: ObjectProperties, property: string, ...path: string[]): string | null =>
  text(object.properties.get(property), ...path)

/** Counts, sizes and uses. */
export const numberAt = (object: ObjectProperties, property: string, ...path: string[]): number | null =>
  amount(object.properties.get(property), ...path)

export const flagAt = (object: ObjectProperties, property: string, ...path: string[]): boolean | null =>
  flag(object.properties.get(property), ...path)

export const timeAt = (object: ObjectProperties, property: string): number | null => {
  const at = Date.parse(textAt(object, property) ?? '')
  return Number.isNaN(at) ? null : at
}

/** The ids in an array of references. */
export const idsAt = (object: ObjectProperties, property: string): readonly string[] =>
  all(object.properties.get(property), 'ManagedObjectReference').flatMap((element) => refOf(element)?.id ?? [])

export const percent = (used: number | null, whole: number | null): number | null =>
  used === null || whole === null || whole <= 0 ? null : Math.min(100, Math.round((used / whole) * 1000) / 10)
