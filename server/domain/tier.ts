/** How important a VM is to the operation: 0 mission-critical, 1 important, 2 ordinary, 3 the first to give way. */
export type Tier = 0 | 1 | 2 | 3
export const TIERS = [0, 1, 2, 3] as const satisfies readonly Tier[]

/** What one VM counts for, by tier: where not all can be served, these sums are compared. */
export const TIER_VALUE = { 0: 1000, 1: 100, 2: 10, 3: 1 } as const satisfies Record<Tier, number>

const ORDINARY: Tier = 2
const NAMED: Readonly<Record<string, Tier>> = {
  'mission-critical': 0,
  'business-critical': 1,
  'low-priority': 3,
}
const NUMBERED = /^tier[-_:= ]?([0-3])$/

const tierOfTag = (tag: string): Tier | null => {
  const word = tag.trim().toLowerCase()
  const digit = NUMBERED.exec(word)?.[1]
  return NAMED[word] ?? TIERS.find((tier) => String(tier) === digit) ?? null
}

/**
 * By its tags, in any case: `tier-0` … `tier-3` (also `tier:0`, `tier0`), `mission-critical`, `business-critical`, `low-priority`;
 * the most important of them counts. What the operation itself stands on is mission-critical without a tag.
 */
export const tierOf = (vm: { readonly tags: readonly string[]; readonly keepAlive?: readonly unknown[] }): Tier => {
  if (vm.keepAlive !== undefined && vm.keepAlive.length > 0) return 0
  const told = vm.tags.flatMap((tag) => tierOfTag(tag) ?? [])
  return told.reduce<Tier | null>((best, tier) => (best === null || tier < best ? tier : best), null) ?? ORDINARY
}
