import type { Budget } from './budget'
import type { Connection } from './connection'
import { CallFailed, notReadInTime } from './failures'
import { Turns } from '../../protocols/turns'
import { refElement, refOf, type ObjectRef } from './soap'
import { all, escapeXml, find, text, wireType, type XmlElement } from '../../protocols/xml/xml'

/** Objects per page: large enough to be quick, small enough that parsing one never holds the event loop for long. */
const PAGE_OBJECTS = 100

export interface ObjectProperties {
  readonly ref: ObjectRef
  /** By property path, e.g. `runtime.powerState`. Absent: unset, or the account may not see it. */
  readonly properties: ReadonlyMap<string, XmlElement>
}

/** From where to where to walk: `path` is a property of `type` that holds references. */
export interface Step {
  readonly name: string
  readonly type: string
  readonly path: string
  readonly next?: readonly Step[]
}

export interface Retrieval {
  /** Which properties of which class. */
  readonly wanted: Readonly<Record<string, readonly string[]>>
  readonly start: ObjectRef
  /** Do not report the starting object itself. */
  readonly skipStart?: boolean
  readonly steps?: readonly Step[]
}

const stepElement = (step: Step): string =>
  `<selectSet xsi:type="TraversalSpec"><name>${step.name}</name><type>${step.type}</type><path>${step.path}</path>` +
  `<skip>false</skip>${(step.next ?? []).map(stepElement).join('')}</selectSet>`

const specElement = (retrieval: Retrieval, unknown: ReadonlySet<string>): string => {
  const wanted = Object.entries(retrieval.wanted).map(
    ([type, paths]) =>
      `<propSet><type>${type}</type><all>false</all>${paths
        .filter((path) => !unknown.has(path))
        .map((path) => `<pathSet>${escapeXml(path)}</pathSet>`)
        .join('')}</propSet>`,
  )
  const start = `<objectSet>${refElement('obj', retrieval.start)}<skip>${retrieval.skipStart ?? false}</skip>`
  return `<specSet>${wanted.join('')}${start}${(retrieval.steps ?? []).map(stepElement).join('')}</objectSet></specSet>`
}

const objectOf = (element: XmlElement): ObjectProperties | null => {
  const ref = refOf(find(element, 'obj'))
  if (ref === null) return null
  const pairs = all(element, 'propSet').flatMap((set): [string, XmlElement][] => {
    const name = text(set, 'name')
    const value = find(set, 'val')
    return name === null || value === null ? [] : [[name, value]]
  })
  return { ref, properties: new Map(pairs) }
}

const sessionGone = (element: XmlElement): boolean =>
  all(element, 'missingSet').some((missing) => wireType(find(missing, 'fault', 'fault')) === 'NotAuthenticated')

interface Collected<T> {
  readonly objects: T[]
  /** The manager says, or shows by saying nothing, that it may not know us any more. */
  readonly doubtful: boolean
}

/**
 * Each object is made into what is kept of it before the page after the next is read: an inventory's XML is a hundred times as large.
 * The next page is under way meanwhile.
 */
const collectPages = async <T>(
  connection: Connection,
  body: string,
  budget: Budget,
  keep: (object: ObjectProperties) => T,
): Promise<Collected<T>> => {
  const { propertyCollector: target } = await connection.serviceContent(budget)
  const pageOf = async (method: string, asked: string): Promise<XmlElement | null> =>
    find(await connection.call({ method, body: asked, target, doing: 'read its objects' }, budget), 'returnval')
  const objects: T[] = []
  let doubtful = false
  let page = await pageOf('RetrievePropertiesEx', `${body}<options><maxObjects>${PAGE_OBJECTS}</maxObjects></options>`)
  for (;;) {
    const token = text(page, 'token')
    const next = token === null ? null : pageOf('ContinueRetrievePropertiesEx', `<token>${escapeXml(token)}</token>`)
    next?.catch(() => undefined) // it is waited for below, unless there is no time left for this page
    const turns = new Turns(budget.left())
    for (const element of all(page, 'objects')) {
      if (turns.isOver && !(await turns.pass())) throw notReadInTime()
      const object = objectOf(element)
      if (object === null) continue
      objects.push(keep(object))
      doubtful ||= object.properties.size === 0 || sessionGone(element)
    }
    if (next === null) return { objects, doubtful: doubtful || objects.length === 0 }
    page = await next
  }
}

/** The property a manager of this version does not have, where that is what it complains of. */
const unknownProperty = (error: unknown): string | null =>
  error instanceof CallFailed && error.fault?.type === 'InvalidProperty' ? text(error.fault.detail, 'name') : null

/** A page's token and a view die with the session they belong to. */
const diedWithSession = (error: unknown, start: ObjectRef): boolean => {
  const fault = error instanceof CallFailed ? error.fault?.type : undefined
  return fault === 'InvalidArgument' || (fault === 'ManagedObjectNotFound' && start.type === 'ContainerView')
}

/**
 * All pages of one retrieval. Properties that this version does not know are left out and remembered in `unknown`;
 * where the session was lost on the way, it is renewed and the retrieval begun anew (`prepare` again), once. `keep`: what is to be
 * kept of each object.
 */
export const retrieveEach = async <T>(
  connection: Connection,
  prepare: () => Retrieval | Promise<Retrieval>,
  unknown: Set<string>,
  budget: Budget,
  keep: (object: ObjectProperties) => T,
): Promise<readonly T[]> => {
  let renewed = false
  for (;;) {
    const retrieval = await prepare()
    try {
      const { objects, doubtful } = await collectPages(connection, specElement(retrieval, unknown), budget, keep)
      if (!doubtful || renewed || !(await connection.renewIfLost(budget))) return objects
      renewed = true
    } catch (error) {
      const property = unknownProperty(error)
      if (property !== null && !unknown.has(property)) unknown.add(property)
      else if (diedWithSession(error, retrieval.start) && !renewed) renewed = true
      else throw error
    }
  }
}

/** As `retrieveEach`, each object as it is. */
export const retrieve = (
  connection: Connection,
  prepare: () => Retrieval | Promise<Retrieval>,
  unknown: Set<string>,
  budget: Budget,
): Promise<readonly ObjectProperties[]> => retrieveEach(connection, prepare, unknown, budget, (object) => object)

export const isNotFound = (error: unknown): boolean =>
  error instanceof CallFailed && error.fault?.type === 'ManagedObjectNotFound'
