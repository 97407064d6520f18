import { courseOf } from './course'
import { type Given, withinLimits } from './fit-limits'
import { fitsWithin, mostLacks } from './room'
import type { ShedSite } from './shed-site'

/** Parts of each battery that a watt takes in a slot, at about the load that it carries now. */
const wattPrices = (site: ShedSite): readonly number[] =>
  site.batteries.map(({ otherWatts, hosts }, battery) => {
    const watts = hosts.reduce((sum, place) => {
      const host = site.hosts[place]
      const share = host?.feeds.find((feed) => feed.battery === battery)?.share ?? 0
      const drawn = host?.vms.reduce((all, vm) => all + (site.vms[vm]?.watts ?? 0), host.baseWatts) ?? 0
      return sum + share * drawn
    }, otherWatts)
    const half = Math.max(1, watts / 2)
    return (site.ratePerSecond(battery, half) / half) * site.problem.slotSeconds
  })

/**
 * What is worth its energy at these prices: each VM runs until what a slot more of its work is worth falls below what it takes, and
 * each host until what all its VMs bring falls below what it takes itself (Lagrange relaxation; Everett 1963).
 */
const worthAt = (site: ShedSite, prices: readonly number[], perWatt: readonly number[]): readonly number[] => {
  const { slots } = site.problem
  const begins = site.vms.map(() => 0)
  for (const host of site.hosts) {
    const price = host.feeds.reduce(
      (sum, { battery, share }) => sum + share * (prices[battery] ?? 0) * (perWatt[battery] ?? 0),
      0,
    )
    const gains = new Float64Array(slots + 1)
    const running = host.vms.filter((vm) => site.vms[vm]?.ending === false)
    const best = running.map((place) => {
      const vm = site.vms[place]
      const gain = (slot: number): number =>
        (vm?.value ?? 0) * (site.workUntil[slot] ?? 0) - price * (vm?.watts ?? 0) * (slot + (vm?.graceSlots ?? 0))
      let until = 0
      for (let slot = 1; slot <= slots; slot += 1) if (gain(slot) > gain(until)) until = slot
      for (let slot = 0; slot <= slots; slot += 1) gains[slot] = (gains[slot] ?? 0) + gain(Math.min(until, slot))
      return until
    })
    let last = 0
    if (host.endSlots === null) last = slots
    else
      for (let slot = 1; slot <= slots; slot += 1) {
        const net = (at: number): number => (gains[at] ?? 0) - price * host.baseWatts * at
        if (net(slot) > net(last)) last = slot
      }
    for (const [at, vm] of running.entries()) begins[vm] = Math.min(last, best[at] ?? 0)
  }
  return begins
}

const HALVINGS = 30
const ROUNDS = 3

/** Beginnings at the lowest prices of the batteries at which each ends before its reserve; null: at no price. */
export const pricedBegins = (site: ShedSite, given: Given): readonly number[] | null => {
  const perWatt = wattPrices(site)
  const highest = Math.max(1e-9, ...site.vms.map(({ value }) => value)) * site.problem.halfLifeSeconds * 1e4
  const least = highest * 1e-12
  const prices = site.batteries.map(() => 0)
  const at = (): readonly number[] => withinLimits(site, given, worthAt(site, prices, perWatt))
  const lackAt = (battery: number): number => courseOf(site, { begins: at(), lengths: given.lengths }).lacks[battery] ?? 0
  const most = mostLacks(site, given)
  const fitsOn = (battery: number): boolean => lackAt(battery) <= (most[battery] ?? 0)
  // A single battery's price depends on no other's.
  const rounds = prices.length === 1 ? 1 : ROUNDS
  for (let round = 0; round < rounds; round += 1)
    for (const battery of prices.keys()) {
      prices[battery] = 0
      if (fitsOn(battery)) continue
      let low = Math.log(least)
      let high = Math.log(highest)
      for (let halving = 0; halving < HALVINGS; halving += 1) {
        const middle = (low + high) / 2
        prices[battery] = Math.exp(middle)
        if (fitsOn(battery)) high = middle
        else low = middle
      }
      prices[battery] = Math.exp(high)
    }
  const begins = at()
  return fitsWithin(most, courseOf(site, { begins, lengths: given.lengths })) ? begins : null
}
