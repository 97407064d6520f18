import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { communityLetter, letterIdOf, v3Letter } from './letter'

const ID = 0x1234_5678
const RESPONSE = 0xa2
const REPORT = 0xa8

const question = communityLetter({ kind: 'snmp-community', version: '2c', community: 'public' })
if (question === null) throw new Error('no question can be made of "public"')

/** The question itself with its id, its PDU turned into an answer of nothing but NULLs. */
const answerTo = (letter: typeof question, pdu: number): Buffer => {
  const message = Buffer.from(letter.bytes)
  message.writeInt32BE(ID, letter.idAt)
  message[message.indexOf(0xa0)] = pdu
  return message
}
const response = answerTo(question, RESPONSE)
const report = answerTo(v3Letter, REPORT)

describe('the first question to an agent', () => {
  it('is answered by what carries its id, in v2c and in v3', () => {
    expect(letterIdOf(response)).toBe(ID)
    expect(letterIdOf(report)).toBe(ID)
    expect(question.read(response)).toEqual({ description: null, systemName: null })
    expect(v3Letter.read(report)).not.toBeNull()
  })

  it('is not answered by another community, by a question, nor by an answer of the other version', () => {
    const other = communityLetter({ kind: 'snmp-community', version: '2c', community: 'secret' })
    expect(other?.read(response)).toBeNull()
    expect(question.read(question.bytes)).toBeNull()
    expect(v3Letter.read(v3Letter.bytes)).toBeNull()
    expect(question.read(report)).toBeNull()
    expect(v3Letter.read(response)).toBeNull()
  })

  it('nothing that comes in can throw, for that would end the process', () => {
    const mutated = fc
      .tuple(fc.constantFrom(response, report), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.nat(120))
      .map(([message, changes, cut]) => {
        const bytes = Buffer.from(message)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        return bytes.subarray(0, bytes.length - (cut % 8 === 0 ? cut % bytes.length : 0))
      })
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
      mutated,
    )
    fc.assert(
      fc.property(anything, (message) => {
        for (const read of [letterIdOf, question.read, v3Letter.read]) expect(() => read(message)).not.toThrow()
      }),
      { numRuns: 3_000 },
    )
  })
})
