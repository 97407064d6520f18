import type { VmFacts } from '../../domain/inventory'
import type { ReadinessFinding } from '../../domain/readiness'
import type { Host, VirtualMachine } from '../../domain/world'
import type { DriverResult, HostItself, HypervisorDriver, ManagerTarget } from '../../drivers/ports'
import { note, named, ofFailure } from './finding'
import { proveManager, type SignedIn } from './prove-manager'
import { isSameHost } from './same-host'

/** How many of those that were not listed the manager is asked about anew. */
const MOST_ASKED = 20

/** A host as its manager shows it now. */
export interface HostByManager {
  readonly host: Host
  readonly managerName: string
  /** All that the manager says is there. */
  readonly vms: readonly VirtualMachine[]
  /** Fresh from the manager. */
  readonly observe: (nativeId: string) => Promise<DriverResult<VmFacts | null>>
}

const told = ({ name, uuid }: Pick<HostItself, 'name' | 'uuid'>): string =>
  `${name ?? 'a host without a name'}${uuid === null ? '' : ` (${uuid})`}`

const ofIdentity = ({ host }: HostByManager, answering: HostItself): readonly ReadinessFinding[] => {
  const isSame = isSameHost(host, answering)
  if (isSame === true) return []
  if (isSame === null)
    return [note(`Whether this is ${told(host)} cannot be told: the host calls itself ${told(answering)}. Compare the address.`)]
  return [
    {
      trouble: 'wrong-machine',
      severity: 'critical',
      message: `At this address ${told(answering)} answers, not ${told(host)}.`,
      hint: 'Give the address of this host. What is switched there would be another host’s.',
    },
  ]
}

/** Those that the manager, asked anew, still says run there: a VM that has just moved is none of them. */
const confirmed = async (
  missing: readonly VirtualMachine[],
  { host, observe }: HostByManager,
  signal: AbortSignal | undefined,
): Promise<readonly VirtualMachine[]> => {
  const found: VirtualMachine[] = []
  for (const vm of missing.slice(0, MOST_ASKED)) {
    if (signal?.aborted === true) return []
    const seen = await observe(vm.nativeId)
    if (seen.kind === 'ok' && seen.value?.power === 'on' && seen.value.hostNativeId === host.nativeId) found.push(vm)
  }
  // Beyond that they are counted as they were seen.
  return found.length === 0 ? [] : [...found, ...missing.slice(MOST_ASKED)]
}

/** By UUID: a VM of the same name is another one (D11). */
const ofVms = async (
  byManager: HostByManager,
  answering: HostItself,
  { inventory, options }: SignedIn,
): Promise<readonly ReadinessFinding[]> => {
  const { vms, managerName, host } = byManager
  const expected = vms.filter(({ power, uuid }) => power === 'on' && uuid !== null)
  const there = inventory.vms.filter(({ hostNativeId }) => hostNativeId === answering.nativeId)
  const listed = new Set(there.map(({ uuid }) => uuid))
  const missing = await confirmed(
    expected.filter(({ uuid }) => !listed.has(uuid)),
    byManager,
    options.signal,
  )
  if (missing.length === 0) return []
  const names = named(missing.map(({ name }) => name))
  return [
    {
      trouble: 'unseen-vms',
      severity: missing.length === expected.length ? 'critical' : 'warning',
      message: `${missing.length} of the ${expected.length} VMs that ${managerName} says run on ${host.name} are not listed there: ${names}.`,
      hint: 'Give the account a role on the whole host: by this way nothing can be done with a VM that it does not see.',
    },
  ]
}

/** The manager tells of lockdown mode what a refusal of the host only suggests. */
const withLockdown = (finding: ReadinessFinding, lockdown: Host['lockdown']): ReadinessFinding => {
  const isRefusal = ['credentials', 'privileges', 'lockdown', 'refused'].includes(finding.trouble)
  if (lockdown === undefined || finding.severity !== 'critical' || !isRefusal) return finding
  return {
    trouble: 'lockdown',
    severity: 'critical',
    message: `Lockdown mode (${lockdown}) is on, so the host lets in nobody but its exceptions. ${finding.message}`,
    hint: 'In vCenter: the host > Configure > Security Profile > Lockdown Mode: add this account to the “Exception Users”; it needs a role on the host itself, given before lockdown mode is switched on.',
  }
}

export interface DirectProof {
  /** Null: nobody let us in. */
  readonly answering: HostItself | null
  /** Null: neither tells, or its manager does not show the host. */
  readonly isThisHost: boolean | null
  readonly findings: readonly ReadinessFinding[]
}

/**
 * Signs in at a host past its manager: that it is that host, lists what runs there and lets the account act. `byManager`: asked when
 * it is needed; null: its manager does not show the host now.
 */
export const proveDirect = async (
  driver: HypervisorDriver,
  target: ManagerTarget,
  nowMs: number,
  signal: AbortSignal,
  byManager: () => HostByManager | null,
): Promise<DirectProof> => {
  let answering: HostItself | null = null
  let isThisHost: boolean | null = null
  const further = async (seen: SignedIn): Promise<readonly ReadinessFinding[]> => {
    const asked = await seen.session.itself?.(seen.options)
    if (asked === undefined) return [note(`${driver.label} has no way to a single host.`)]
    if (asked.kind !== 'ok') return [ofFailure(asked)]
    answering = asked.value
    const known = byManager()
    if (known === null) return [note('Its manager does not show this host now, so it was not compared.')]
    isThisHost = isSameHost(known.host, asked.value)
    const wrong = ofIdentity(known, asked.value)
    // What another host does not list says nothing; nor what a manager said that does not answer any more.
    if (wrong.some(({ trouble }) => trouble === 'wrong-machine') || known.host.stale) return wrong
    return [...wrong, ...(await ofVms(known, asked.value, seen))]
  }
  const findings = await proveManager(driver, { ...target, isDirect: true }, nowMs, signal, further)
  const lockdown = byManager()?.host.lockdown
  return { answering, isThisHost, findings: findings.map((finding) => withLockdown(finding, lockdown)) }
}
