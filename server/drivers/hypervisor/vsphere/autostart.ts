import type { SafeguardFacts, SafeguardSetting } from '../../../domain/safeguard'
import { refused } from '../../ports'
import { autostartFacts, type AutostartOrder, doingAutostart, hostOfAutostart, type StartingVm } from '../../protocols/autostart'
import { all, escapeXml, find, text, type XmlElement } from '../../protocols/xml/xml'
import { eachBounded } from '../../protocols/bounded'
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

const startsAny = (host: ObjectProperties): boolean => flagAt(host, AUTOSTART_PROPERTY, 'defaults', 'enabled') === true

/** VMs that the host starts when it boots, by their ids; none where its autostart as a whole is off. */
export const startedBy = (host: ObjectProperties): readonly string[] =>
  startsAny(host) ? powerInfos(host).flatMap((info) => (isStarted(info) ? (refOf(find(info, 'key'))?.id ?? []) : [])) : []

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

const HOST_WANTED = ['name', AUTOSTART_PROPERTY, 'configManager.autoStartManager']

interface SeenHost {
  readonly host: ObjectProperties
  /** Of the VMs that are registered on it. */
  readonly names: ReadonlyMap<string, string>
}

/** Empty where the manager no longer has what it starts from. */
const retrieved = async (
  retrieval: Retrieval,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<readonly ObjectProperties[]> => {
  try {
    return await retrieve(connection, () => retrieval, unknown, budget)
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}

const hostWithVms = async (
  id: string,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<SeenHost | null> => {
  const retrieval: Retrieval = {
    start: { type: 'HostSystem', id },
    wanted: { HostSystem: HOST_WANTED, VirtualMachine: ['name'] },
    steps: [{ name: 'vms', type: 'HostSystem', path: 'vm' }],
  }
  const objects = await retrieved(retrieval, connection, unknown, budget)
  const host = objects.find(({ ref }) => ref.type === 'HostSystem' && ref.id === id)
  if (host === undefined) return null
  const vms = objects.filter(({ ref }) => ref.type === 'VirtualMachine')
  return { host, names: new Map(vms.map((vm) => [vm.ref.id, textAt(vm, 'name') ?? vm.ref.id])) }
}

interface Elsewhere {
  readonly vm: StartingVm
  /** Where it is registered now. */
  readonly host: ObjectProperties
}

const LOOKS_AT_ONCE = 4

/** VMs of a host that are on others now. Those that the manager no longer has are left out. */
const elsewhere = async (
  { names }: SeenHost,
  vms: readonly StartingVm[],
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<readonly Elsewhere[]> => {
  const found: Elsewhere[] = []
  const moved = vms.filter(({ nativeId }) => !names.has(nativeId))
  await eachBounded(moved, LOOKS_AT_ONCE, async (vm) => {
    const retrieval: Retrieval = {
      start: { type: 'VirtualMachine', id: vm.nativeId },
      wanted: { VirtualMachine: ['name'], HostSystem: HOST_WANTED },
      steps: [{ name: 'host', type: 'VirtualMachine', path: 'runtime.host' }],
    }
    const objects = await retrieved(retrieval, connection, unknown, budget)
    const host = objects.find(({ ref }) => ref.type === 'HostSystem')
    if (host !== undefined) found.push({ vm, host })
    return true
  })
  return found
}

/** Null: the manager no longer has that host. */
export const observeAutostart = async (
  nativeId: string,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
  found?: SafeguardSetting,
): Promise<SafeguardFacts | null> => {
  const hostId = hostOfAutostart(nativeId)
  const seen = hostId === null ? null : await hostWithVms(hostId, connection, unknown, budget)
  if (seen === null) return null
  const facts = factsOf(seen.host, (id) => seen.names.get(id) ?? id)
  if (found?.kind !== 'autostart' || facts.setting.kind !== found.kind) return facts
  const moved = await elsewhere(seen, found.vms, connection, unknown, budget)
  // In which order it starts there was never told to it: nothing that could be otherwise than before.
  const starting = moved.flatMap(({ vm, host }) => (startedBy(host).includes(vm.nativeId) ? [vm] : []))
  const setting = { ...facts.setting, vms: [...facts.setting.vms, ...starting] }
  return { ...facts, setting, isDisarmed: setting.vms.length === 0 }
}

/** Order and delays stay as they are in either case: those of others do not shift. */
const powerInfo = ({ nativeId, how }: StartingVm, isBack: boolean): string => {
  const fields = FIELDS.flatMap((field) => {
    const value = field === 'startAction' && !isBack ? 'none' : how[field]
    return value === undefined ? [] : [`<${field}>${escapeXml(value)}</${field}>`]
  })
  return `<powerInfo>${refElement('key', { type: 'VirtualMachine', id: nativeId })}${fields.join('')}</powerInfo>`
}

const reconfigure = async (
  host: ObjectProperties,
  vms: readonly StartingVm[],
  isBack: boolean,
  connection: Connection,
  budget: Budget,
): Promise<void> => {
  const target = refOf(host.properties.get('configManager.autoStartManager') ?? null)
  if (target === null) throw new CallFailed(NONE)
  const body = `<spec>${vms.map((vm) => powerInfo(vm, isBack)).join('')}</spec>`
  const doing = doingAutostart(isBack, textAt(host, 'name') ?? host.ref.id)
  await connection.call({ method: 'ReconfigureAutostart', target, body, doing, changes: true }, budget)
}

const NONE = refused('This host has no autostart that could be set.', 'Read the inventory again.')

/** After all that have a place in the order of their host: none of these is shifted. */
const IN_ANY_ORDER = '-1'

/**
 * Only the VMs that were found; whether a host starts any at all (`defaults`) is not touched. Put back, one that is on another host now
 * is put among those that that host starts, where it starts any.
 */
export const setAutostart = async (
  { hostNativeId, vms, isBack }: AutostartOrder,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<null> => {
  const seen = await hostWithVms(hostNativeId, connection, unknown, budget)
  if (seen === null) throw new CallFailed(NONE)
  const here = vms.filter((vm) => seen.names.has(vm.nativeId))
  if (here.length > 0) await reconfigure(seen.host, here, isBack, connection, budget)
  const moved = isBack ? await elsewhere(seen, vms, connection, unknown, budget) : []
  for (const { vm, host } of moved) {
    if (!startsAny(host) || startedBy(host).includes(vm.nativeId)) continue
    const last = { ...vm, how: { ...vm.how, startOrder: IN_ANY_ORDER } }
    await reconfigure(host, [last], isBack, connection, budget)
  }
  return null
}
