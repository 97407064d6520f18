import type { SafeguardFacts } from '../../../domain/safeguard'
import { refused } from '../../ports'
import { autostartFacts, type AutostartOrder, doingAutostart, hostOfAutostart, type StartingVm } from '../../protocols/autostart'
import { all, escapeXml, find, text, type XmlElement } from '../../protocols/xml/xml'
import type { Budget } from './budget'
import type { Connection } from './connection'
import { CallFailed } from './failures'
import { isNotFound, retrieve, type ObjectProperties, type Retrieval } from './property-collector'
import { flagAt, textAt } from './read'
import { refElement, refOf } from './soap'

/** HostAutoStartManagerConfig, of a host by itself and of one under a vCenter alike. */
export const AUTOSTART_PROPERTY = 'config.autoStart'

/** AutoStartPowerInfo, in the order of its fields; all of it goes back as it was found. */
const FIELDS = ['startOrder', 'startDelay', 'waitForHeartbeat', 'startAction', 'stopDelay', 'stopAction'] as const

const isStarted = (info: XmlElement): boolean => {
  const action = text(info, 'startAction')
  return action !== null && action.toLowerCase() !== 'none'
}

const powerInfos = (host: ObjectProperties): readonly XmlElement[] => all(host.properties.get(AUTOSTART_PROPERTY), 'powerInfo')

/** VMs that the host starts when it boots, by their ids; none where its autostart as a whole is off. */
export const startedBy = (host: ObjectProperties): readonly string[] =>
  flagAt(host, AUTOSTART_PROPERTY, 'defaults', 'enabled') === true
    ? powerInfos(host).flatMap((info) => (isStarted(info) ? (refOf(find(info, 'key'))?.id ?? []) : []))
    : []

const howOf = (info: XmlElement): Readonly<Record<string, string>> =>
  Object.fromEntries(
    FIELDS.flatMap((field) => {
      const value = text(info, field)
      return value === null ? [] : [[field, value] as const]
    }),
  )

const factsOf = (host: ObjectProperties, nameOf: (vmId: string) => string): SafeguardFacts => {
  const started = new Set(startedBy(host))
  const vms = powerInfos(host).flatMap((info): readonly StartingVm[] => {
    const id = refOf(find(info, 'key'))?.id
    return id === undefined || !started.has(id) ? [] : [{ nativeId: id, name: nameOf(id), how: howOf(info) }]
  })
  return autostartFacts({ nativeId: host.ref.id, name: textAt(host, 'name') ?? host.ref.id }, vms)
}

/** None where the host starts nothing. */
export const autostartOf = (host: ObjectProperties, nameOf: (vmId: string) => string): readonly SafeguardFacts[] => {
  const facts = factsOf(host, nameOf)
  return facts.isDisarmed ? [] : [facts]
}

interface SeenHost {
  readonly host: ObjectProperties
  /** Of the VMs that are registered on it. */
  readonly names: ReadonlyMap<string, string>
}

const hostWithVms = async (
  id: string,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<SeenHost | null> => {
  const retrieval: Retrieval = {
    start: { type: 'HostSystem', id },
    wanted: { HostSystem: ['name', AUTOSTART_PROPERTY, 'configManager.autoStartManager'], VirtualMachine: ['name'] },
    steps: [{ name: 'vms', type: 'HostSystem', path: 'vm' }],
  }
  try {
    const objects = await retrieve(connection, () => retrieval, unknown, budget)
    const host = objects.find(({ ref }) => ref.type === 'HostSystem' && ref.id === id)
    if (host === undefined) return null
    const vms = objects.filter(({ ref }) => ref.type === 'VirtualMachine')
    return { host, names: new Map(vms.map((vm) => [vm.ref.id, textAt(vm, 'name') ?? vm.ref.id])) }
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/** Null: the manager no longer has that host. */
export const observeAutostart = async (
  nativeId: string,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<SafeguardFacts | null> => {
  const id = hostOfAutostart(nativeId)
  const seen = id === null ? null : await hostWithVms(id, connection, unknown, budget)
  return seen === null ? null : factsOf(seen.host, (id) => seen.names.get(id) ?? id)
}

/** Order and delays stay as they are in either case: those of others do not shift. */
const powerInfo = ({ nativeId, how }: StartingVm, isBack: boolean): string => {
  const fields = FIELDS.flatMap((field) => {
    const value = field === 'startAction' && !isBack ? 'none' : how[field]
    return value === undefined ? [] : [`<${field}>${escapeXml(value)}</${field}>`]
  })
  return `<powerInfo>${refElement('key', { type: 'VirtualMachine', id: nativeId })}${fields.join('')}</powerInfo>`
}

/** Only the VMs that were found and are still on the host; whether it starts any at all (`defaults`) is not touched. */
export const setAutostart = async (
  { hostNativeId, vms: wanted, isBack }: AutostartOrder,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<null> => {
  const seen = await hostWithVms(hostNativeId, connection, unknown, budget)
  const target = refOf(seen?.host.properties.get('configManager.autoStartManager') ?? null)
  if (seen === null || target === null)
    throw new CallFailed(refused('This host has no autostart that could be set.', 'Read the inventory again.'))
  const vms = wanted.filter((vm) => seen.names.has(vm.nativeId))
  if (vms.length === 0) return null
  const body = `<spec>${vms.map((vm) => powerInfo(vm, isBack)).join('')}</spec>`
  const doing = doingAutostart(isBack, textAt(seen.host, 'name') ?? hostNativeId)
  await connection.call({ method: 'ReconfigureAutostart', target, body, doing, changes: true }, budget)
  return null
}
