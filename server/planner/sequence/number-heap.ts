/** Numbers, least first. */
export interface NumberHeap {
  /** Null: empty. */
  peek(): number | null
  push(item: number): void
  pop(): number | null
  clear(): void
}

/** A binary heap by a key that must not change while its item is inside; of equal keys the lesser number goes first. */
export const createNumberHeap = (keyOf: (item: number) => number = (item) => item): NumberHeap => {
  const items: number[] = []
  const keys: number[] = []
  const isBefore = (key: number, item: number, position: number): boolean => {
    const other = keys[position] ?? 0
    return key < other || (key === other && item < (items[position] ?? 0))
  }
  const put = (position: number, key: number, item: number): void => {
    keys[position] = key
    items[position] = item
  }
  const sinkFromTop = (key: number, item: number): void => {
    let hole = 0
    for (;;) {
      let child = 2 * hole + 1
      if (child >= items.length) break
      if (child + 1 < items.length && isBefore(keys[child + 1] ?? 0, items[child + 1] ?? 0, child)) child += 1
      if (isBefore(key, item, child)) break
      put(hole, keys[child] ?? 0, items[child] ?? 0)
      hole = child
    }
    put(hole, key, item)
  }
  return {
    peek: () => items[0] ?? null,
    push: (item) => {
      const key = keyOf(item)
      let hole = items.length
      while (hole > 0) {
        const parent = (hole - 1) >> 1
        if (!isBefore(key, item, parent)) break
        put(hole, keys[parent] ?? 0, items[parent] ?? 0)
        hole = parent
      }
      put(hole, key, item)
    },
    pop: () => {
      const top = items[0]
      const item = items.pop()
      const key = keys.pop()
      if (top === undefined || item === undefined || key === undefined) return null
      if (items.length > 0) sinkFromTop(key, item)
      return top
    },
    clear: () => {
      items.length = 0
      keys.length = 0
    },
  }
}
