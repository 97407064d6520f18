import type { ChangedObjects, DriverFailure } from '../../ports'
import { all, escapeXml, find, text, type XmlElement } from '../../protocols/xml/xml'
import { budgetOf, type Budget } from './budget'
import type { Connection } from './connection'
import { CallFailed } from './failures'
import { refElement, refOf, type ObjectRef } from './soap'

/** What decides about an object; use and sensors change all the time and are read with the inventory. */
const WATCHED = {
  VirtualMachine: ['runtime.powerState', 'runtime.host', 'runtime.connectionState', 'guest.toolsRunningStatus'],
  HostSystem: ['runtime.connectionState', 'runtime.inMaintenanceMode'],
} as const

/** How long the manager may wait for news before it answers without any; also what a lost connection is noticed after. */
const WAIT_SECONDS = 20
const WAIT_DEADLINE_MS = 30_000
const SETUP_DEADLINE_MS = 10_000
/** So that parsing the first answer of a big site does not hold the event loop. */
const UPDATES_AT_ONCE = 100

const specOf = (view: ObjectRef): string => {
  const sets = Object.entries(WATCHED).map(
    ([type, paths]) =>
      `<propSet><type>${type}</type><all>false</all>${paths.map((path) => `<pathSet>${path}</pathSet>`).join('')}</propSet>`,
  )
  const members =
    '<selectSet xsi:type="TraversalSpec"><name>members</name><type>ContainerView</type><path>view</path><skip>false</skip></selectSet>'
  return `<spec>${sets.join('')}<objectSet>${refElement('obj', view)}<skip>true</skip>${members}</objectSet></spec><partialUpdates>true</partialUpdates>`
}

const made = (answer: XmlElement, doing: string): ObjectRef => {
  const ref = refOf(find(answer, 'returnval'))
  if (ref === null) throw new CallFailed({ kind: 'refused', message: `The manager answers nothing to ${doing}.`, hint: '' })
  return ref
}

const changesIn = (updates: XmlElement | null): ChangedObjects => {
  const refs = all(updates, 'filterSet').flatMap((filter) =>
    all(filter, 'objectSet').flatMap((set) => refOf(find(set, 'obj')) ?? []),
  )
  const ofType = (type: string): readonly string[] => [...new Set(refs.flatMap((ref) => (ref.type === type ? [ref.id] : [])))]
  return { vmNativeIds: ofType('VirtualMachine'), hostNativeIds: ofType('HostSystem') }
}

/** Follows VMs and hosts by a property collector of its own until it fails; what was there already at the beginning is no news. */
export const watchChanges = async (
  connection: Connection,
  tell: (changed: ChangedObjects) => void,
  signal: AbortSignal,
): Promise<DriverFailure> => {
  const within = (deadlineMs: number): Budget => budgetOf({ deadlineMs, signal })
  const owned: { readonly method: string; readonly target: ObjectRef }[] = []
  try {
    const setup = within(SETUP_DEADLINE_MS)
    const { rootFolder, viewManager, propertyCollector } = await connection.serviceContent(setup)
    const doing = 'tell of changes'
    const create = async (method: string, target: ObjectRef, body: string, end: string): Promise<ObjectRef> => {
      const ref = made(await connection.call({ method, target, body, doing }, setup), method)
      owned.unshift({ method: end, target: ref })
      return ref
    }
    const types = Object.keys(WATCHED).map((type) => `<type>${type}</type>`)
    const container = `${refElement('container', rootFolder)}${types.join('')}<recursive>true</recursive>`
    const view = await create('CreateContainerView', viewManager, container, 'DestroyView')
    const collector = await create('CreatePropertyCollector', propertyCollector, '', 'DestroyPropertyCollector')
    await connection.call({ method: 'CreateFilter', target: collector, body: specOf(view), doing }, setup)
    const options = `<options><maxWaitSeconds>${WAIT_SECONDS}</maxWaitSeconds><maxObjectUpdates>${UPDATES_AT_ONCE}</maxObjectUpdates></options>`
    let version = ''
    let isFirst = true
    for (;;) {
      const body = `<version>${escapeXml(version)}</version>${options}`
      const answer = await connection.call(
        { method: 'WaitForUpdatesEx', target: collector, body, doing },
        within(WAIT_DEADLINE_MS),
      )
      const updates = find(answer, 'returnval')
      if (updates === null) continue
      version = text(updates, 'version') ?? version
      if (!isFirst) tell(changesIn(updates))
      isFirst &&= text(updates, 'truncated') === 'true'
    }
  } catch (error) {
    if (error instanceof CallFailed) return error.failure
    throw error
  } finally {
    const ending = budgetOf({ deadlineMs: 2_000 })
    for (const { method, target } of owned)
      await connection.call({ method, target, doing: 'close its list' }, ending).catch(() => undefined)
  }
}
