import type { HostFacts, VmFacts } from '../../../domain/inventory'
import { all, text } from '../../protocols/xml/xml'
import { CallFailed } from './failures'
import type { ObjectProperties } from './property-collector'

/** A hundred lines per VM: with each inventory they would outweigh all the rest many times. They change only when a VM is started. */
const AGAIN_MS = 30 * 60_000

/** The property alone would be empty on a VM that is off, and empties make a session doubtful. */
export const REQUIREMENTS_WANTED = { VirtualMachine: ['name', 'runtime.featureRequirement'] } as const

interface CpuRequirement {
  readonly vmNativeId: string
  /** Null: it is off, or its version does not tell. */
  readonly features: readonly string[] | null
}

/** "Bool:Min:1": at least that must be there. Others ask for no feature. */
const asksForIt = (value: string | null): boolean => /:Min:0*[1-9]/.test(value ?? '')

/** `cpuid.*` as hosts name them too (VirtualMachineFeatureRequirement, since 5.1). */
export const requirementOf = (vm: ObjectProperties): CpuRequirement => {
  const lines = all(vm.properties.get('runtime.featureRequirement'), 'VirtualMachineFeatureRequirement')
  const features = lines.flatMap((line) => {
    const key = text(line, 'key')
    return key?.startsWith('cpuid.') && asksForIt(text(line, 'value')) ? [key] : []
  })
  return { vmNativeId: vm.ref.id, features: lines.length === 0 ? null : features }
}

/** Only where hosts of a cluster differ and no baseline masks the difference it matters what a single VM uses. */
export const isMixed = (
  hosts: readonly Pick<HostFacts, 'clusterNativeId' | 'cpuFeatures'>[],
  clusters: readonly { readonly nativeId: string; readonly cpuBaseline: string | null }[],
): boolean => {
  const masked = new Set(clusters.flatMap(({ nativeId, cpuBaseline }) => (cpuBaseline === null ? [] : [nativeId])))
  const seen = new Map<string, string>()
  return hosts.some(({ clusterNativeId: cluster, cpuFeatures }) => {
    if (cluster === null || cpuFeatures === null || masked.has(cluster)) return false
    const features = cpuFeatures.toSorted().join(' ')
    const other = seen.get(cluster)
    seen.set(cluster, features)
    return other !== undefined && other !== features
  })
}

/** What running VMs may use of their processors, as last asked, for one session. */
export class RequirementCache {
  readonly #now: () => number
  readonly #byVm = new Map<string, readonly string[]>()
  /** Most VMs of a host use the same. */
  readonly #shared = new Map<string, readonly string[]>()
  #askedAtMs = Number.NEGATIVE_INFINITY

  /** `now` only goes forward. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** An inventory without them is an inventory: what could be read is kept. `read` hands over one VM after the other. */
  async refresh(read: (keep: (vm: ObjectProperties) => void) => Promise<unknown>): Promise<void> {
    const nowMs = this.#now()
    if (nowMs - this.#askedAtMs < AGAIN_MS) return
    this.#askedAtMs = nowMs
    try {
      await read((vm) => this.#keep(requirementOf(vm)))
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
    }
  }

  #keep({ vmNativeId, features }: CpuRequirement): void {
    if (features === null) return void this.#byVm.delete(vmNativeId)
    const words = features.join(' ')
    const shared = this.#shared.get(words) ?? structuredClone(features)
    this.#shared.set(words, shared)
    this.#byVm.set(vmNativeId, shared)
  }

  /** The VM with what it uses. One that is seen off uses nothing any more, and is asked anew once it runs. */
  complete(vm: VmFacts): VmFacts {
    if (vm.power === 'off' || vm.power === 'saved') this.#byVm.delete(vm.nativeId)
    const requiredCpuFeatures = this.#byVm.get(vm.nativeId)
    return requiredCpuFeatures === undefined ? vm : { ...vm, requiredCpuFeatures }
  }
}
