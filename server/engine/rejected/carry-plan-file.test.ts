import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonOf } from '../../domain/plan-file/number'
import { planFileOf, readPlanFile, type PlanFile } from '../../domain/plan-file/plan-file'
import { runQuestion } from '../../domain/plan-file/questions'
import type { HostId } from '../../domain/ids'
import type { Step } from '../../domain/run'
import { Turns } from '../../drivers/protocols/turns'
import { host, step, stepIds, vm, world } from '../../testing/world-samples'
import { carryPlanFile, jsonPieces, MOST_PACKED_BYTES, MOST_PLAIN_BYTES } from './carry-plan-file'

const NOBODY: ReadonlySet<HostId> = new Set()

/** An outage that shuts down so many VMs, on a host for each twenty. `nameOf`: what makes a file hard to pack. */
const shutdownOf = (count: number, nameOf: (at: number) => string = (at) => `vm-${at}`): PlanFile => {
  const makeId = stepIds()
  const vms = Array.from({ length: count }, (_, at) => ({ ...vm(`v${at}`, `h${Math.floor(at / 20)}`), name: nameOf(at) }))
  const hosts = Array.from({ length: Math.ceil(count / 20) }, (_, at) => host(`h${at}`))
  const steps = vms.map((each, at): Step => ({
    ...step(at + 1, { object: { kind: 'vm', id: each.id, name: each.name }, action: 'shutdown' }),
    id: makeId(),
    after: [],
  }))
  const pieces = runQuestion({ world: world({ hosts, vms }), earlier: [], steps, hostsInTrouble: NOBODY, elsewhere: [] })
  for (;;) {
    const piece = pieces.next()
    if (piece.done === true) return planFileOf(piece.value, [], new Date(0))
  }
}

describe('a plan file in the journal', () => {
  it('is written in pieces as in one go', () => {
    const anything = fc.anything({
      withBigInt: false,
      withDate: false,
      maxDepth: 4,
      values: [fc.double(), fc.string(), fc.constant(null)],
    })
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 250 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify({ value }, jsonOf))
        expect([...jsonPieces(plain)].join('')).toBe(JSON.stringify(plain))
      }),
      { numRuns: 50 },
    )
    expect([...jsonPieces({ a: Number.POSITIVE_INFINITY, b: undefined, c: [] })].join('')).toBe('{"a":"Infinity","c":[]}')
  })

  it('stands there as it is while it is small', async () => {
    const file = shutdownOf(3)
    const carried = await carryPlanFile(file, new Turns())
    expect(carried).toEqual({ form: 'plain', file: JSON.parse(JSON.stringify(file)) as unknown })
  })

  it('K1 of ten thousand VMs is packed within bounds, and all of it is there', async () => {
    const file = shutdownOf(10_000)
    const carried = await carryPlanFile(file, new Turns())
    if (carried.form !== 'packed') throw new Error(carried.form)
    const packed = Buffer.from(carried.gzipBase64, 'base64')
    const text = gunzipSync(packed).toString('utf8')
    expect([Buffer.byteLength(text), createHash('sha256').update(text).digest('hex')]).toEqual([carried.bytes, carried.sha256])
    expect(carried.bytes).toBeGreaterThan(MOST_PLAIN_BYTES)
    expect(packed.byteLength).toBeLessThan(MOST_PACKED_BYTES)
    expect(readPlanFile(text)).toEqual(file)
  })

  it('too large even packed is left out, with its size and hash', async () => {
    // Names that no two VMs share a byte of.
    const unlike = (at: number): string =>
      Array.from({ length: 4 }, (_, part) => createHash('sha512').update(`${at} ${part}`).digest('hex')).join('')
    const carried = await carryPlanFile(shutdownOf(6_000, unlike), new Turns())
    expect(carried).toMatchObject({ form: 'left-out' })
    expect(Object.keys(carried).sort()).toEqual(['bytes', 'form', 'sha256'])
  })
})
