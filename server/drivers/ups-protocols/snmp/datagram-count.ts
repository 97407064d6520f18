const MOST_ADDRESSES = 10_000

const malformed = new Map<string, number>()

/** An answer came from this address, or in this address's name, that cannot be read. */
export const countMalformed = (address: string): void => {
  if (malformed.size >= MOST_ADDRESSES && !malformed.has(address)) return
  malformed.set(address, (malformed.get(address) ?? 0) + 1)
}

/** Most first; since the process began. */
export const malformedAnswers = (most: number): { readonly address: string; readonly count: number }[] =>
  [...malformed]
    .map(([address, count]) => ({ address, count }))
    .sort((one, other) => other.count - one.count)
    .slice(0, most)
