import { beforeEach, describe, expect, it } from 'vitest'
import { type PowerReading, type ReadingName, readingsFrom } from '../../../domain/power-reading'
import type { Supply } from '../../../domain/power-state'
import { ok } from '../../ports'
import type { DeviceValue } from '../text-value'
import { textWith } from '../../../testing/matchers'
import { CombinedReader } from './combined-reader'
import type { SnmpReads } from './family-reads'
import type { SnmpFamily } from './snmp-family'
import type { SnmpAnswers } from './snmp-answers'
import { numberAt, readObject } from './table'

const supplies: Readonly<Record<number, Supply>> = { 1: 'mains', 2: 'battery' }

/** A family of a state, a charge, a load and a temperature. */
const family = (
  name: string,
  richness: number,
  base: string,
  objects: readonly ('charge' | 'load' | 'temperature')[],
): SnmpFamily => {
  const state = { name: `${name}State`, oid: `${base}.1` }
  const all = {
    charge: { name: 'charge', oid: `${base}.2`, reading: 'chargePercent', divisor: 1 },
    load: { name: 'load', oid: `${base}.3`, reading: 'loadPercent', divisor: 1 },
    temperature: { name: 'temperature', oid: `${base}.4`, reading: 'temperatureCelsius', divisor: 1 },
  } as const
  const readings = objects.map((object) => all[object])
  const readingsOf = (answers: SnmpAnswers): Partial<Record<ReadingName, PowerReading>> => {
    const given: Partial<Record<ReadingName, PowerReading>> = {}
    for (const object of readings) {
      const told = readObject(name, object, answers)
      if (told !== null) given[object.reading] = told
    }
    return given
  }
  return {
    family: name,
    label: name,
    richness,
    identityObjects: [],
    proof: [state],
    pollOids: [state.oid, ...readings.map(({ oid }) => oid)],
    identity: () => ({ manufacturer: null, model: null, serial: null, firmware: null, agentFirmware: null }),
    alarmTable: null,
    traps: [],
    commands: {},
    observe: (answers) => ({
      supply: supplies[numberAt(answers, state) ?? 0] ?? 'unknown',
      flags: [],
      upsContact: 'ok',
      readings: readingsFrom(readingsOf(answers)),
      outlets: [],
      alarms: [],
      evidence: [`${name} ${numberAt(answers, state)}`],
    }),
  }
}

const rich = family('rich', 50, '1.1', ['charge'])
const poor = family('poor', 10, '1.2', ['charge', 'load', 'temperature'])

let values: Record<string, DeviceValue> = {}
let asked: string[][] = []
const agent: SnmpReads = {
  get: (oids) => {
    asked.push([...oids])
    return Promise.resolve(ok(new Map(oids.map((oid) => [oid, values[oid] ?? null]))))
  },
  walk: () => Promise.resolve(ok(new Map())),
}

const read = async (reader: CombinedReader) => {
  const answer = await reader.read({ deadlineMs: 1_000 })
  if (answer.kind !== 'ok') throw new Error(answer.message)
  return answer.value
}

beforeEach(() => {
  asked = []
  values = { '1.1.1': 1, '1.1.2': 90, '1.2.1': 1, '1.2.2': 91, '1.2.3': 40 }
})

describe('several families of one device', () => {
  it('are read whole at first, then of the poorer only its state and what it alone has', async () => {
    const reader = new CombinedReader([rich, poor], agent)
    await read(reader)
    expect(asked).toEqual([['1.1.1', '1.1.2', '1.2.1', '1.2.2', '1.2.3', '1.2.4']])
    values['1.1.2'] = 80
    values['1.2.3'] = 55
    const { chargePercent, loadPercent } = (await read(reader))?.readings ?? readingsFrom({})
    expect(asked[1]).toEqual(['1.1.1', '1.1.2', '1.2.1', '1.2.3'])
    expect(chargePercent).toMatchObject({ value: 80, source: 'rich charge' })
    expect(loadPercent).toMatchObject({ value: 55, source: 'poor load' })
  })

  it('are read whole again within twenty seconds on mains', async () => {
    const reader = new CombinedReader([rich, poor], agent)
    for (let poll = 0; poll < 11; poll += 1) await read(reader)
    expect(asked.map((oids) => oids.length)).toEqual([6, 4, 4, 4, 4, 4, 4, 4, 4, 4, 6])
  })

  it('are read whole within the same poll when a state of any changes', async () => {
    const reader = new CombinedReader([rich, poor], agent)
    await read(reader)
    await read(reader)
    values['1.2.1'] = 2
    const seen = await read(reader)
    expect(asked.slice(2)).toEqual([
      ['1.1.1', '1.1.2', '1.2.1', '1.2.3'],
      ['1.2.2', '1.2.4'],
    ])
    expect(seen?.evidence[0]).toEqual(textWith('contradict each other'))
  })

  it('are all read every time while they contradict each other', async () => {
    values['1.2.1'] = 2
    const reader = new CombinedReader([rich, poor], agent)
    for (let poll = 0; poll < 3; poll += 1) await read(reader)
    expect(asked.map((oids) => oids.length)).toEqual([6, 6, 6])
  })

  it('go on without one that falls silent, and with it when it speaks again', async () => {
    const reader = new CombinedReader([rich, poor], agent)
    await read(reader)
    values = { '1.2.1': 1, '1.2.2': 91, '1.2.3': 40 }
    expect((await read(reader))?.readings.chargePercent).toMatchObject({ value: 91, source: 'poor charge' })
    values['1.1.1'] = 1
    values['1.1.2'] = 70
    const sources: (string | null | undefined)[] = []
    for (let poll = 0; poll < 12; poll += 1) sources.push((await read(reader))?.readings.chargePercent.source)
    expect(sources.at(-1)).toBe('rich charge')
  })

  it('tell nobody that a device serves none of them any more', async () => {
    const reader = new CombinedReader([rich, poor], agent)
    await read(reader)
    values = {}
    expect(await read(reader)).toBeNull()
  })
})

describe('a family that asks for more, going by what was answered', () => {
  const more = 'more.1'
  const asking: SnmpFamily = {
    ...rich,
    furtherOids: (answers) => (answers.get('1.1.2') === 50 ? [more] : []),
    observe: (answers, alarms) => ({ ...rich.observe(answers, alarms), evidence: [`more ${answers.get(more) ?? 'nothing'}`] }),
  }
  const said = async (reader: CombinedReader) => (await read(reader))?.evidence

  it('is asked for it only then, and tells it anew every time', async () => {
    const reader = new CombinedReader([asking], agent)
    values[more] = 7
    expect(await said(reader)).toEqual(['more nothing'])
    values['1.1.2'] = 50
    expect(await said(reader)).toEqual(['more 7'])
    values[more] = 8
    expect(await said(reader)).toEqual(['more 8'])
    values['1.1.2'] = 90
    expect(await said(reader)).toEqual(['more nothing'])
    expect(asked.filter((oids) => oids.includes(more))).toEqual([[more], [more]])
  })

  it('P2 goes on by what it told last while that cannot be read, and not for long', async () => {
    let isSilent = false
    const halting: SnmpReads = {
      ...agent,
      get: (oids, options) =>
        isSilent && oids.includes(more)
          ? Promise.resolve({ kind: 'unreachable', message: 'no answer', hint: '' })
          : agent.get(oids, options),
    }
    const reader = new CombinedReader([asking], halting)
    values[more] = 7
    values['1.1.2'] = 50
    await read(reader)
    isSilent = true
    const words: (readonly string[] | undefined)[] = []
    for (let poll = 0; poll < 4; poll += 1) words.push(await said(reader))
    expect(words.flat()).toEqual(['more 7', 'more 7', 'more 7', 'more nothing'])
  })
})
