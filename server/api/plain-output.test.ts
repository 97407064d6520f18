import superjson from 'superjson'
import { expect, it } from 'vitest'
import { plainJson, transformer } from './plain-output'

const overTheWire = (answer: unknown): unknown => superjson.parse(JSON.stringify(transformer.output.serialize(answer)))

it('a browser reads marked JSON as it reads any other answer', () => {
  const event = { type: 'latest', rows: [{ id: 'ä', doc: { load: 1.5, note: null, flags: ['a'] } }] }
  expect(overTheWire(plainJson(event))).toEqual(event)
  expect(overTheWire(event)).toEqual(event)
})

it('what is not marked keeps its dates', () => {
  expect(overTheWire({ at: new Date(0) })).toEqual({ at: new Date(0) })
})
