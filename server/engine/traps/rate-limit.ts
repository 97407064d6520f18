/** At most `most` in each `perMs`. */
export class RateLimit {
  #sinceMs = Number.NEGATIVE_INFINITY
  #count = 0

  constructor(
    private readonly most: number,
    private readonly perMs: number,
  ) {}

  allows(nowMs: number): boolean {
    if (nowMs - this.#sinceMs >= this.perMs) {
      this.#sinceMs = nowMs
      this.#count = 0
    }
    this.#count += 1
    return this.#count <= this.most
  }
}
