import { createLottery } from '../planner/sequence/lottery'

export const POOL_HOSTS = ['A', 'B', 'C', 'D'] as const
/** Of each host of the pool, in GiB. */
export const POOL_HOST_GIBIBYTES = 128

export interface ScatteredVm {
  readonly name: string
  readonly home: string
  readonly at: string
  readonly gibibytes: number
}

/**
 * The VMs of four hosts that were emptied and rebooted one after the other, each VM sent to the host with the most room: the last
 * host is left empty, and nearly everything is somewhere else (xen-orchestra #10260). `load`: part of all memory that is held.
 * Null: with so much, some host could not have been emptied.
 */
export const scatteredPool = (seed: number, load: number): readonly ScatteredVm[] | null => {
  const lottery = createLottery(seed)
  const vms: { readonly name: string; readonly home: string; at: string; readonly gibibytes: number }[] = []
  for (const home of POOL_HOSTS)
    for (let sum = 0, gibibytes = 0; ; sum += gibibytes) {
      gibibytes = [4, 8, 8, 16, 24, 32][Math.floor(lottery() * 6)] ?? 4
      if (sum + gibibytes > POOL_HOST_GIBIBYTES * load) break
      vms.push({ name: `${home}${vms.length}`, home, at: home, gibibytes })
    }
  const heldOn = (host: string): number => vms.filter(({ at }) => at === host).reduce((sum, vm) => sum + vm.gibibytes, 0)
  for (const host of POOL_HOSTS)
    for (const vm of vms.filter(({ at }) => at === host).sort((left, right) => right.gibibytes - left.gibibytes)) {
      const [emptiest] = POOL_HOSTS.filter((other) => other !== host).sort((left, right) => heldOn(left) - heldOn(right))
      if (emptiest === undefined || heldOn(emptiest) + vm.gibibytes > POOL_HOST_GIBIBYTES) return null
      vm.at = emptiest
    }
  return vms
}
