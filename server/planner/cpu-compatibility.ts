import { CHECK_SENTENCES as S } from '../domain/check-sentences'
import { cpuGenerationOf } from '../domain/cpu-generation'
import type { CheckResult } from '../domain/preflight'
import { say } from '../domain/sentence'
import type { Host, VirtualMachine } from '../domain/world'
import { clusterOf, type WorldIndex } from './world-index'

const pass: CheckResult = { state: 'pass', reason: null }
const fail = (reason: string): CheckResult => ({ state: 'fail', reason })
const warn = (reason: string): CheckResult => ({ state: 'warn', reason })
const unknown = (reason: string): CheckResult => ({ state: 'unknown', reason })

const listed = (items: readonly string[]): string =>
  items.length <= 4 ? items.join(', ') : `${items.slice(0, 4).join(', ')} and ${items.length - 4} more`

const without = (features: readonly string[], offered: readonly string[]): readonly string[] =>
  features.filter((feature) => !offered.includes(feature))

/**
 * What a baseline promises must be there, where hosts tell what they offer under it. Where they do not, its platform's word counts:
 * it takes hosts that cannot hold the baseline into no cluster or out of operation. Null: there is no baseline.
 */
const byBaseline = (index: WorldIndex, source: Host | undefined, target: Host): CheckResult | null => {
  const cluster = clusterOf(index, target)
  if (cluster?.cpuBaseline == null) return null
  if (target.cpuFeatures === null) return pass
  const promised = cluster.cpuBaselineFeatures
  if (promised !== undefined) {
    const missing = without(promised, target.cpuFeatures)
    return missing.length === 0 ? pass : fail(say(S.cpuLacks, { host: target.name, features: listed(missing) }))
  }
  const missing = without(source?.cpuFeatures ?? [], target.cpuFeatures)
  return missing.length === 0 || source === undefined
    ? pass
    : warn(say(S.cpuLacksOfHost, { host: target.name, features: listed(missing), from: source.name }))
}

/** By what is known of both processors, whether a guest finds all that it may use. */
const byFeatures = (index: WorldIndex, vm: VirtualMachine, source: Host | undefined, target: Host): CheckResult => {
  const offered = target.cpuFeatures
  if (vm.requiredCpuFeatures !== null && offered !== null) {
    const missing = without(vm.requiredCpuFeatures, offered)
    return missing.length === 0 ? pass : fail(say(S.cpuLacks, { host: target.name, features: listed(missing) }))
  }
  const held = byBaseline(index, source, target)
  if (held !== null) return held
  if (source?.cpuModel != null && source.cpuModel === target.cpuModel) return pass
  if (source?.cpuFeatures != null && offered !== null) {
    const missing = without(source.cpuFeatures, offered)
    return missing.length === 0
      ? pass
      : warn(say(S.cpuLacksOfHost, { host: target.name, features: listed(missing), from: source.name }))
  }
  const from = source?.cpuVendor ?? null
  return from !== null && target.cpuVendor !== null
    ? warn(say(S.cpuModelsDiffer, { vendor: from }))
    : unknown(say(S.cpuNotTold, { host: target.name }))
}

/** S3-14: what fits may still be slower. In words; null: it is not older, or nobody can tell. */
const whyOlder = (source: Host | undefined, target: Host): string | null => {
  const from = cpuGenerationOf(source?.cpuModel ?? null)
  const to = cpuGenerationOf(target.cpuModel)
  if (from === null || to === null || to.year >= from.year) return null
  return say(S.cpuOlder, {
    host: target.name,
    model: to.name,
    year: to.year,
    from: source?.name ?? 'the present host',
    own: from.name,
    ownYear: from.year,
  })
}

/** CHECK 5 (S1-14, S1-21, S3-14, S3-15): the guest must find its CPU again. */
export const checkCpuCompatibility = (index: WorldIndex, vm: VirtualMachine, target: Host): CheckResult => {
  const source = vm.hostId === null ? undefined : index.hosts.get(vm.hostId)
  const from = source?.cpuVendor ?? null
  if (from !== null && target.cpuVendor !== null && from !== target.cpuVendor)
    return fail(say(S.cpuVendor, { host: target.name, vendor: target.cpuVendor, own: from }))
  const verdict = byFeatures(index, vm, source, target)
  const older = verdict.state === 'pass' ? whyOlder(source, target) : null
  return older === null ? verdict : warn(older)
}

/**
 * What to know of a VM that is started, not moved, on another host than that it ran on (S3-14, S3-15): its guest finds another
 * processor. In words; null: nothing that is known.
 */
export const coldStartWarning = (ranOn: Host | undefined, startsOn: Host): string | null => {
  if (ranOn === undefined || ranOn.id === startsOn.id) return null
  const [own, vendor] = [ranOn.cpuVendor, startsOn.cpuVendor]
  return own !== null && vendor !== null && own !== vendor
    ? say(S.coldVendor, { host: startsOn.name, vendor, own, from: ranOn.name })
    : whyOlder(ranOn, startsOn)
}

/** A VM that its platform keeps running may come up, once it is stopped, on a host of another vendor (S3-15). Null: on none that is known. */
export const platformStartWarning = (index: WorldIndex, vm: VirtualMachine): string | null => {
  const source = vm.hostId === null ? undefined : index.hosts.get(vm.hostId)
  const own = source?.cpuVendor ?? null
  if (vm.highlyAvailable !== true || source === undefined || own === null) return null
  const other = (index.hostsOfManager.get(vm.managerId) ?? []).find(
    (host) => host.clusterNativeId === source.clusterNativeId && host.cpuVendor !== null && host.cpuVendor !== own,
  )
  return other?.cpuVendor == null ? null : say(S.coldByPlatform, { host: other.name, vendor: other.cpuVendor, own })
}
