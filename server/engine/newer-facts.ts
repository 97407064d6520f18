import type { VmFacts } from '../domain/inventory'
import { withLastTags } from '../domain/last-tags'
import type { DriverResult } from '../drivers/ports'

/** What was seen: nothing where it is gone or could not be read. */
export const valuesOf = <T>(seen: DriverResult<T | null>): readonly T[] =>
  seen.kind === 'ok' && seen.value !== null ? [seen.value] : []

/** One VM's: tags that are not told now are the last ones, and those that are told now are not untold any more (D9). */
export const newerVm = (now: VmFacts, old: VmFacts): VmFacts => {
  const { tagsUntold: _untold, ...known } = old
  return { ...known, ...withLastTags(now, old) }
}

/** Newer facts in the place of older ones. What only whole readings tell stays as it was. */
export const withNewer = <T extends { readonly nativeId: string; readonly cpuUsedPercent: number | null }>(
  all: readonly T[],
  newer: readonly T[],
  joined: (now: T, old: T) => T = (now, old) => ({ ...old, ...now }),
): readonly T[] => {
  const byId = new Map(newer.map((one) => [one.nativeId, one]))
  return all.map((old) => {
    const now = byId.get(old.nativeId)
    return now === undefined ? old : { ...joined(now, old), cpuUsedPercent: now.cpuUsedPercent ?? old.cpuUsedPercent }
  })
}
