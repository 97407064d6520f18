import type { HostId } from '../domain/ids'
import type { EvacuationCandidate, StorageOffer } from '../domain/preflight'
import type { VirtualMachine } from '../domain/world'
import type { EvacuationContext } from './evacuation-context'
import { judgeWithCompanions } from './placement'
import { judgeStorageMove } from './storage-move'
import { hasLastingPower } from './target-power'
import { clusterIdOf } from './world-index'

/** Where a VM with local disks could go if these were copied too, before it is decided about. A person chooses; no plan does. */
export const storageOffers = (context: EvacuationContext, vm: VirtualMachine): ReadonlyMap<HostId, StorageOffer> => {
  const { world, index, manager, ledger, storage, power, durations } = context
  const offers = new Map<HostId, StorageOffer>()
  if (!manager.capabilities.liveMigration || !vm.disks.some(({ local }) => local)) return offers
  const cluster = clusterIdOf(index, vm)
  for (const target of index.hostsOfManager.get(vm.managerId) ?? []) {
    if (target.id === vm.hostId || target.clusterNativeId !== cluster || !hasLastingPower(power, target.id)) continue
    const fit = judgeStorageMove(index, vm, target, storage)
    if (fit === null || 'why' in fit) continue
    if (!judgeWithCompanions({ world, vm, commitments: ledger, companionOf: context.companionOf, storage }, target).feasible)
      continue
    const sharing = manager.capabilities.migrationsPerHost
    const { p50Seconds, p95Seconds } = durations.vm('migrate', vm, sharing, fit.carried.gibibytes)
    offers.set(target.id, {
      ...fit.carried,
      freeGibibytes: fit.freeGibibytes,
      expectedSeconds: Math.ceil(p50Seconds),
      worstSeconds: Math.ceil(p95Seconds),
    })
  }
  return offers
}

export const withOffers = (
  candidates: readonly EvacuationCandidate[],
  offers: ReadonlyMap<HostId, StorageOffer>,
): readonly EvacuationCandidate[] =>
  candidates.map((candidate) => {
    const withStorage = offers.get(candidate.hostId)
    return withStorage === undefined ? candidate : { ...candidate, withStorage }
  })
