import type { DeviceValue } from '../text-value'

type Answers = ReadonlyMap<string, DeviceValue>

/** Several answers as one, the first that has an object speaking for it, without copying them: there are hundreds a second. */
export class LayeredAnswers implements Answers {
  private readonly layers: readonly Answers[]
  private whole: Answers | null = null

  constructor(layers: readonly Answers[]) {
    this.layers = layers.flatMap((layer) => (layer instanceof LayeredAnswers ? layer.layers : [layer]))
  }

  get(oid: string): DeviceValue | undefined {
    for (const layer of this.layers) {
      const value = layer.get(oid)
      if (value !== undefined) return value
    }
    return undefined
  }

  has(oid: string): boolean {
    return this.get(oid) !== undefined
  }

  get size(): number {
    return this.copy().size
  }

  forEach(visit: (value: DeviceValue, oid: string, answers: Answers) => void): void {
    this.copy().forEach((value, oid) => visit(value, oid, this))
  }

  entries() {
    return this.copy().entries()
  }

  keys() {
    return this.copy().keys()
  }

  values() {
    return this.copy().values()
  }

  [Symbol.iterator]() {
    return this.entries()
  }

  private copy(): Answers {
    this.whole ??= new Map(this.layers.toReversed().flatMap((layer) => [...layer]))
    return this.whole
  }
}
