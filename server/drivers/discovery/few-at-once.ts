/** Lets so many in at a time, in order. */
export class FewAtOnce {
  private readonly waiting: (() => void)[] = []

  constructor(private free: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    await this.enter()
    try {
      return await work()
    } finally {
      this.leave()
    }
  }

  async enter(): Promise<void> {
    if (this.free > 0) this.free -= 1
    else await new Promise<void>((enter) => this.waiting.push(enter))
  }

  leave(): void {
    const next = this.waiting.shift()
    if (next === undefined) this.free += 1
    else next()
  }
}
