import { eachBounded } from '../../protocols/bounded'

/** Works on all items, at most `limit` at a time. The first failure ends it, once those under way have ended, and is thrown. */
export const allBounded = async <T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> => {
  const failures: Error[] = []
  await eachBounded(items, limit, async (item) => {
    try {
      await work(item)
    } catch (error) {
      failures.push(error instanceof Error ? error : new Error(String(error)))
    }
    return failures.length === 0
  })
  const [first] = failures
  if (first !== undefined) throw first
}
