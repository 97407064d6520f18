/** Lets so many in at a time, in order. One that takes long gives its place to the next: the others must not wait for it. */
export class Gate {
  readonly #longestMs: number
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(most: number, longestMs: number) {
    this.#free = most
    this.#longestMs = longestMs
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((enter) => this.#waiting.push(enter))
    let isIn = true
    const leave = (): void => {
      if (!isIn) return
      isIn = false
      clearTimeout(timer)
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
    const timer = setTimeout(leave, this.#longestMs)
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
