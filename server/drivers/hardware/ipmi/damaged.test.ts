import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SUITE_17, SUITE_3, sessionKeys } from './cipher-suite'
import { listedSuites } from './identity'
import { answerOf, requestMessage } from './message'
import { PAYLOAD, readPacket, sealedPacket } from './packet'
import { powerSuppliesFrom } from './power-supplies'
import { limitsFrom, meaningOf } from './sensor-meaning'
import { sensorRecords } from './sensor-record'
import { valueOf } from './sensor-value'

const bytes = (most: number) => fc.uint8Array({ maxLength: most }).map((array) => Buffer.from(array))
const seals = [SUITE_3, SUITE_17].map((suite) => ({ suite, keys: sessionKeys(suite, randomBytes(20)) }))

/** Changes, cuts or lengthens a datagram, never leaving it as it was. */
const damage = fc.oneof(
  fc.tuple(fc.constant('flip' as const), fc.nat(), fc.integer({ min: 1, max: 255 })),
  fc.tuple(fc.constant('cut' as const), fc.nat(), fc.constant(0)),
  fc.tuple(fc.constant('add' as const), fc.constant(0), fc.nat(255)),
)
const damaged = (datagram: Buffer, [how, at, value]: readonly ['flip' | 'cut' | 'add', number, number]): Buffer => {
  if (how === 'cut') return datagram.subarray(0, at % datagram.length)
  if (how === 'add') return Buffer.concat([datagram, Buffer.from([value])])
  const copy = Buffer.from(datagram)
  const index = at % copy.length
  copy[index] = (copy[index] ?? 0) ^ value
  return copy
}

describe('what a BMC, or somebody in its name, may send', () => {
  it.each(seals.map((seal) => [seal.suite.id, seal] as const))(
    'A5 suite %i: a packet that was changed on its way is none',
    (_id, seal) => {
      fc.assert(
        fc.property(bytes(60), damage, (payload, how) => {
          const packet = { payloadType: PAYLOAD.message, sessionId: 7, sequence: 9, payload }
          const whole = sealedPacket(packet, seal)
          expect(readPacket(whole, seal)).toEqual(packet)
          expect(readPacket(damaged(whole, how), seal)).toBeNull()
        }),
      )
    },
  )

  it('nothing unsealed is taken in an open session, whatever it holds', () => {
    fc.assert(
      fc.property(bytes(80), (tail) => {
        const head = Buffer.from([0x06, 0x00, 0xff, 0x07, 0x06])
        for (const seal of seals) expect(readPacket(Buffer.concat([head, tail]), seal)).toBeNull()
      }),
    )
  })

  it('any bytes are read without an error, and a damaged message is no answer', () => {
    const command = { netFn: 0, command: 1, data: Buffer.alloc(0) }
    fc.assert(
      fc.property(bytes(80), fc.nat(63), (message, sequence) => {
        readPacket(message, null)
        answerOf(message, command, sequence)
        listedSuites(message)
        expect(answerOf(requestMessage(command, sequence), command, sequence)).toBeNull()
      }),
    )
  })

  it('P4 any record is no sensor, or one whose values are numbers or nothing', () => {
    fc.assert(
      fc.property(bytes(80), fc.constantFrom(1, 2), fc.nat(255), bytes(8), (record, type, raw, thresholds) => {
        if (record.length > 3) record[3] = type
        for (const sensor of sensorRecords(record)) {
          expect(sensor.name).not.toBe('')
          meaningOf(sensor)
          const { formula } = sensor
          if (formula === null) continue
          const { lowCritical, lowWarning, highWarning, highCritical } = limitsFrom(thresholds, (one) => valueOf(one, formula))
          const values = [valueOf(raw, formula), lowCritical, lowWarning, highWarning, highCritical]
          for (const value of values) expect(value === null || Number.isFinite(value)).toBe(true)
        }
      }),
    )
  })

  it('P2 input counts as lost or there only by states that say so', () => {
    const [record] = sensorRecords(Buffer.alloc(64).fill(1, 3, 4))
    if (record === undefined) throw new Error('no record')
    fc.assert(
      fc.property(fc.option(fc.nat(0x7fff)), (states) => {
        const input = powerSuppliesFrom([{ record, states }], [])?.[0]?.input ?? 'absent'
        if (states === null) expect(input).toBe('unknown')
        else if ((states & 0x18) !== 0) expect(input).toBe('lost')
        else if (states === 0) expect(input).toBe('absent')
        else expect(input).toBe((states & 1) === 1 && (states & ~0x85) === 0 ? 'ok' : 'unknown')
      }),
    )
  })
})
