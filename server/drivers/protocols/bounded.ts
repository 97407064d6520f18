/** Runs `work` over all items, at most `limit` at a time; stops beginning new ones once one returns false. */
export const eachBounded = async <T>(items: readonly T[], limit: number, work: (item: T) => Promise<boolean>): Promise<void> => {
  let next = 0
  let going = true
  const worker = async () => {
    while (going && next < items.length) {
      const item = items[next]
      next += 1
      if (item !== undefined && !(await work(item))) going = false
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
}
