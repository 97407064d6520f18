import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { UpsObservation } from '../../../domain/ups'
import { ok } from '../../ports'
import { upsDrivers } from '../../ups/registry'
import type { DeviceValue } from '../text-value'
import { CombinedReader } from './combined-reader'
import { isSnmpUpsDriver } from './family'
import { everythingOf, type SnmpReads } from './family-reads'
import type { SnmpFamily } from './snmp-family'

/** As `SnmpSession` does: the very same answers come back while the agent repeats itself. */
const agentOf = (values: () => Readonly<Record<string, DeviceValue>>) => {
  const asked: (readonly string[])[] = []
  const told = new Map<string, ReadonlyMap<string, DeviceValue>>()
  const agent: SnmpReads = {
    get: (oids) => {
      asked.push(oids)
      const answers = new Map(oids.map((oid) => [oid, values()[oid] ?? null]))
      const text = JSON.stringify([...answers])
      const before = told.get(text) ?? answers
      told.clear()
      told.set(text, before)
      return Promise.resolve(ok(before))
    },
    walk: () => Promise.resolve(ok(new Map())),
  }
  return { agent, asked }
}

const read = async (reader: CombinedReader, brief: boolean): Promise<UpsObservation> => {
  const answer = await reader.read({ deadlineMs: 1_000, brief })
  if (answer.kind !== 'ok' || answer.value === null) throw new Error('it does not answer')
  return answer.value
}

const families = upsDrivers
  .filter(isSnmpUpsDriver)
  .map(({ snmp }) => snmp)
  .filter(({ measuredOids }) => measuredOids !== undefined)

it('the families that are met most are polled in brief', () => {
  expect(families.map(({ family }) => family)).toEqual(expect.arrayContaining(['rfc1628', 'apc-powernet', 'xups', 'mge']))
})

/** How many entries the alarm table has: those are read besides, so such a UPS has no brief polls. */
const countsAlarms = (oid: string): boolean => oid.includes('.6.1.') || oid.includes('.7.1.')

const values = (family: SnmpFamily) => {
  const small = fc.integer({ min: 0, max: 12 })
  const any = fc.oneof({ weight: 6, arbitrary: small }, fc.integer({ min: -1, max: 300 }), fc.constant(null))
  const few = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, small)
  return fc.record(Object.fromEntries(everythingOf([family]).map((oid) => [oid, countsAlarms(oid) ? few : any])))
}

describe.each(families.map((family) => [family.family, family] as const))('brief polls of %s', (_, family) => {
  const measured = family.measuredOids ?? new Set<string>()
  const [{ oid: stateOid } = { oid: '' }] = family.proof
  let told: Record<string, DeviceValue> = {}

  beforeEach(() => {
    // The first of all enumerations; nothing stands in an alarm table.
    told = Object.fromEntries(everythingOf([family]).map((oid) => [oid, countsAlarms(oid) ? 0 : 2]))
  })

  it('ask for nothing that is merely measured, and tell the very same while it is', async () => {
    const { agent, asked } = agentOf(() => told)
    const reader = new CombinedReader([family], agent)
    const whole = await read(reader, false)
    const brief = await read(reader, true)
    expect(asked[1]?.some((oid) => measured.has(oid))).toBe(false)
    expect(asked[1]).toContain(stateOid)
    expect(brief).toEqual({ ...whole, isBrief: true })
    expect(await read(reader, true)).toBe(brief)
    expect(measured.size).toBeGreaterThan(3)
  })

  it('read everything in the same poll when a state is another', async () => {
    const { agent, asked } = agentOf(() => told)
    const reader = new CombinedReader([family], agent)
    await read(reader, false)
    told = { ...told, [stateOid]: 3 }
    const seen = await read(reader, true)
    expect(asked).toHaveLength(3)
    expect(seen).not.toHaveProperty('isBrief')
    expect(seen).toEqual(await read(new CombinedReader([family], agent), false))
  })

  it('P1 P2 P4 never conclude otherwise than a whole poll, nor decide by older values, whatever the agent says', async () => {
    const concluded = ({ supply, flags, upsContact, alarms, outlets, readings }: UpsObservation) => {
      const { chargePercent, runtimeSeconds, loadPercent, secondsOnBattery, inputVolts } = readings
      return {
        supply,
        flags,
        upsContact,
        alarms,
        outlets,
        decidedBy: { chargePercent, runtimeSeconds, loadPercent, secondsOnBattery, inputVolts },
      }
    }
    let briefs = 0
    await fc.assert(
      fc.asyncProperty(
        values(family),
        values(family),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        async (first, then, mask) => {
          let now: Record<string, DeviceValue> = { ...first, [stateOid]: first[stateOid] ?? 2 }
          const { agent } = agentOf(() => now)
          const reader = new CombinedReader([family], agent)
          await read(reader, false)
          // Much may have changed, or only what is not asked for.
          const changed = Object.entries(then).filter(
            ([oid], index) => mask[index % 4] === true && (mask[7] === true || measured.has(oid)),
          )
          now = { ...now, ...Object.fromEntries(changed), [stateOid]: now[stateOid] ?? 2 }
          const brief = await read(reader, true)
          if (brief.isBrief === true) briefs += 1
          const whole = await read(new CombinedReader([family], agent), false)
          expect(concluded(brief)).toEqual(concluded(whole))
        },
      ),
      { numRuns: 150 },
    )
    expect(briefs).toBeGreaterThan(0)
  })
})
