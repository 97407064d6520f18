import type { CheckedStep as Step } from '../domain/checked-world'
import type { StepId } from '../domain/ids'

/** What one step waits for, directly or through others; steps that are not in the run are in none. */
export interface Behind {
  has(id: StepId): boolean
}

const BITS = 32

/**
 * What each step of a run waits for, found once for all of them: each of thousands in a chain asks for all before it. Steps in a
 * circle, or behind one, are walked each by itself: such a run is refused anyway.
 */
export class Waits {
  readonly #steps: readonly Step[]
  readonly #places: ReadonlyMap<StepId, number>
  /** By place, of those that wait for nobody through a circle: one bit for each step that is waited for. Filled where it is asked. */
  readonly #rows: (Uint32Array | undefined)[] = []
  readonly #circular: ReadonlySet<number>
  readonly #found = new Map<Step, Behind>()

  constructor(byId: ReadonlyMap<StepId, Step>) {
    this.#steps = [...byId.values()]
    this.#places = new Map([...byId.keys()].map((id, place) => [id, place]))
    this.#circular = this.#inOrBehindCircles()
  }

  of(step: Step): Behind {
    const known = this.#found.get(step)
    if (known !== undefined) return known
    const before = this.#placesOf(step)
    const behind = before.some((place) => this.#circular.has(place)) ? this.#walked(before) : this.#inRow(before)
    this.#found.set(step, behind)
    return behind
  }

  /** It waits for itself, through others. */
  isInCircle(step: Step): boolean {
    const place = this.#places.get(step.id)
    return place !== undefined && this.#circular.has(place) && this.of(step).has(step.id)
  }

  #inRow(before: readonly number[]): Behind {
    const row = this.#joined(before)
    return { has: (id) => isIn(row, this.#places.get(id)) }
  }

  #placesOf({ after }: Step): readonly number[] {
    return after.flatMap((id) => this.#places.get(id) ?? [])
  }

  /** All that are left when whoever waits for nobody that is left has been taken away, again and again. */
  #inOrBehindCircles(): ReadonlySet<number> {
    const followers = this.#steps.map((): number[] => [])
    const open = this.#steps.map((step, place) => {
      const before = new Set(this.#placesOf(step))
      for (const each of before) followers[each]?.push(place)
      return before.size
    })
    const left = new Set(this.#steps.keys())
    const free = open.flatMap((count, place) => (count === 0 ? [place] : []))
    for (let place = free.pop(); place !== undefined; place = free.pop()) {
      left.delete(place)
      for (const follower of followers[place] ?? []) {
        const count = (open[follower] ?? 0) - 1
        open[follower] = count
        if (count === 0) free.push(follower)
      }
    }
    return left
  }

  /** Those at the places, and all that they wait for. */
  #joined(places: readonly number[]): Uint32Array {
    const row = new Uint32Array(Math.ceil(this.#steps.length / BITS))
    for (const place of places) {
      const other = this.#rowOf(place)
      for (const [at, bits] of other.entries()) row[at] = (row[at] ?? 0) | bits
      row[place >>> 5] = (row[place >>> 5] ?? 0) | (1 << (place & 31))
    }
    return row
  }

  #rowOf(asked: number): Uint32Array {
    const known = this.#rows[asked]
    if (known !== undefined) return known
    const path = [asked]
    for (let place = path.at(-1); place !== undefined; place = path.at(-1)) {
      const step = this.#steps[place]
      const before = step === undefined ? [] : this.#placesOf(step)
      const missing = before.filter((each) => this.#rows[each] === undefined)
      if (missing.length > 0) {
        path.push(...missing)
        continue
      }
      this.#rows[place] ??= this.#joined(before)
      path.pop()
    }
    return this.#rows[asked] ?? new Uint32Array()
  }

  #walked(from: readonly number[]): Behind {
    const seen = new Set<StepId>()
    const open = [...from]
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      const step = this.#steps[place]
      if (step === undefined || seen.has(step.id)) continue
      seen.add(step.id)
      open.push(...this.#placesOf(step))
    }
    return seen
  }
}

const isIn = (row: Uint32Array, place: number | undefined): boolean =>
  place !== undefined && ((row[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0
