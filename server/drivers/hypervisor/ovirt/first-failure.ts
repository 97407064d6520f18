import { eachBounded } from '../../protocols/bounded'
import type { OvirtFailure } from './failure'

/** Works over all items, at most `limit` at a time; the first failure ends it and is returned. */
export const firstFailure = async <T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<OvirtFailure | null>,
): Promise<OvirtFailure | null> => {
  const failures: OvirtFailure[] = []
  await eachBounded(items, limit, async (item) => {
    const failure = await work(item)
    if (failure !== null) failures.push(failure)
    return failures.length === 0
  })
  return failures[0] ?? null
}
