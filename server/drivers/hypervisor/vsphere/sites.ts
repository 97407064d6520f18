import type { ObjectProperties } from './property-collector'
import { textAt } from './read'
import { refOf } from './soap'

/** What lies between a host and its datacenter: clusters or the compute resource of a single host, and folders. */
export const SITE_PROPERTIES = { Datacenter: ['name', 'parent'], Folder: ['parent'], ComputeResource: ['parent'] } as const

/** Far more than anybody nests folders. */
const DEEPEST = 50

/** The name of the datacenter that an object lies in; null: it lies in none that is told. */
export const siteFinder = (objects: readonly ObjectProperties[]): ((object: ObjectProperties) => string | null) => {
  const byId = new Map(objects.map((object) => [object.ref.id, object]))
  const parentOf = (object: ObjectProperties): ObjectProperties | undefined =>
    byId.get(refOf(object.properties.get('parent') ?? null)?.id ?? '')
  return (object) => {
    let at = parentOf(object)
    for (let level = 0; at !== undefined && level < DEEPEST; level += 1) {
      if (at.ref.type === 'Datacenter') return textAt(at, 'name')
      at = parentOf(at)
    }
    return null
  }
}
