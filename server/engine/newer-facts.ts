import type { DriverResult } from '../drivers/ports'

/** What was seen: nothing where it is gone or could not be read. */
export const valuesOf = <T>(seen: DriverResult<T | null>): readonly T[] =>
  seen.kind === 'ok' && seen.value !== null ? [seen.value] : []

/** Newer facts in the place of older ones. What only whole readings tell stays as it was. */
export const withNewer = <T extends { readonly nativeId: string; readonly cpuUsedPercent: number | null }>(
  all: readonly T[],
  newer: readonly T[],
): readonly T[] => {
  const byId = new Map(newer.map((one) => [one.nativeId, one]))
  return all.map((old) => {
    const now = byId.get(old.nativeId)
    return now === undefined ? old : { ...old, ...now, cpuUsedPercent: now.cpuUsedPercent ?? old.cpuUsedPercent }
  })
}
