import type { Random } from './random'

type Mutation = (bytes: Buffer, random: Random) => Buffer

const tellingBytes = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, 0x02, 0x04, 0x05, 0x06, 0x30, 0x41, 0x42, 0xa2] as const

const changed = (bytes: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(bytes)
  change(copy)
  return copy
}

const flipBit: Mutation = (bytes, random) =>
  changed(bytes, (copy) => {
    const at = random.below(copy.length)
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
  })

const setByte: Mutation = (bytes, random) =>
  changed(bytes, (copy) => {
    copy[random.below(copy.length)] = random.chance(0.5) ? random.pick(tellingBytes) : random.below(256)
  })

const truncate: Mutation = (bytes, random) => Buffer.from(bytes.subarray(0, random.below(bytes.length)))

const append: Mutation = (bytes, random) =>
  Buffer.concat([bytes, Buffer.from(Array.from({ length: 1 + random.below(40) }, () => random.below(256)))])

const removeSlice: Mutation = (bytes, random) => {
  const from = random.below(bytes.length)
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(20))])
}

const repeatSlice: Mutation = (bytes, random) => {
  const from = random.below(bytes.length)
  const slice = bytes.subarray(from, from + 1 + random.below(60))
  return Buffer.concat([bytes.subarray(0, from), slice, bytes.subarray(from)])
}

const swapSlices: Mutation = (bytes, random) =>
  changed(bytes, (copy) => {
    const length = 1 + random.below(12)
    const [one, other] = [random.below(copy.length), random.below(copy.length)]
    Buffer.from(copy.subarray(one, one + length)).copy(copy, other)
  })

/** A length byte lies behind each tag: damaged ones make readers run off. */
const damageLength: Mutation = (bytes, random) =>
  changed(bytes, (copy) => {
    const tags = [...copy.keys()].filter((at) => [0x30, 0x02, 0x04, 0x06, 0x41, 0x42, 0xa2].includes(copy[at] ?? 0))
    const at = random.pick(tags.length === 0 ? [0] : tags) + 1
    if (at < copy.length)
      copy[at] =
        random.pick([0, 1, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0xff, (copy[at] ?? 0) + 1, (copy[at] ?? 0) - 1]) & 0xff
  })

const nestDeeply: Mutation = (_, random) =>
  Buffer.alloc(2 + random.below(1_400), Buffer.from([0x30, random.pick([0x80, 0x84, 0x02, 0x7f])]))

const fillWithNoise: Mutation = (bytes, random) =>
  changed(bytes, (copy) => {
    for (let at = random.below(copy.length); at < copy.length; at += 1) copy[at] = random.below(256)
  })

const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  truncate,
  append,
  removeSlice,
  repeatSlice,
  swapSlices,
  damageLength,
  damageLength,
  nestDeeply,
  fillWithNoise,
]

/** Mostly one mutation; up to four, one upon the other. */
export const mutate = (bytes: Buffer, random: Random): Buffer => {
  let mutant = bytes
  for (let left = random.chance(0.6) ? 1 : 2 + random.below(3); left > 0 && mutant.length > 0; left -= 1)
    mutant = random.pick(mutations)(mutant, random)
  return mutant
}
