import superjson from 'superjson'

const PLAIN = new WeakSet<object>()

/** Marks an answer that is JSON through and through: superjson need not search it for dates, which costs more than all the rest. */
export const plainJson = <T extends object>(answer: T): T => {
  PLAIN.add(answer)
  return answer
}

const isPlain = (answer: unknown): boolean => typeof answer === 'object' && answer !== null && PLAIN.has(answer)

/** superjson on the wire both ways; its form of plain JSON is that JSON, without remarks. */
export const transformer = {
  input: superjson,
  output: {
    serialize: (answer: unknown): unknown => (isPlain(answer) ? { json: answer } : superjson.serialize(answer)),
    deserialize: (text: Parameters<typeof superjson.deserialize>[0]): unknown => superjson.deserialize(text),
  },
}
