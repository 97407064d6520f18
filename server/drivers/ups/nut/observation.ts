import { readingsFrom, type PowerReading, type ReadingName } from '../../../domain/power-reading'
import type { PowerFlag, Supply } from '../../../domain/power-state'
import type { Outlet, UpsIdentity, UpsObservation } from '../../../domain/ups'
import { crossChecked } from '../../ups-protocols/readings/cross-check'
import { combinePhases } from '../../ups-protocols/readings/phases'
import { judged } from '../../ups-protocols/readings/plausible'
import { numberOf, textOf } from '../../ups-protocols/text-value'
import { passingKind, passingSupply, withInputAsOutput } from './passing'
import { IDENTITY, NEUTRAL_WORDS, PHASE_READINGS, READINGS, STATUS_FLAGS } from './variables'

type Variables = ReadonlyMap<string, string>

const unknownAt = [-1, 65_535, 2_147_483_647, 4_294_967_295] as const

const supplyOf = (words: ReadonlySet<string>): Supply => {
  if (words.has('OFF')) return 'off'
  if (words.has('OB') && words.has('OL')) return 'unknown'
  if (words.has('BYPASS')) return 'bypass'
  if (words.has('OB')) return 'battery'
  return words.has('OL') ? 'mains' : 'unknown'
}

const flagsOf = (words: ReadonlySet<string>, variables: Variables): readonly PowerFlag[] => {
  const flags = new Set<PowerFlag>()
  for (const word of words) {
    const flag = STATUS_FLAGS[word]
    if (flag !== undefined) flags.add(flag)
    else if (!NEUTRAL_WORDS.has(word)) flags.add('fault')
  }
  if (/in progress/i.test(variables.get('ups.test.result') ?? '')) flags.add('testing')
  const volts = numberOf(variables.get('input.voltage') ?? null)
  // A test during which the mains fail is an outage.
  const inputDead = words.has('OB') && volts !== null && volts >= 0 && volts < 60
  return [...flags].filter((flag) => !(inputDead && (flag === 'testing' || flag === 'calibrating')))
}

const readVariable = (name: ReadingName, candidates: readonly string[], variables: Variables): PowerReading | null => {
  for (const variable of candidates) {
    const raw = numberOf(variables.get(variable) ?? null)
    if (raw !== null)
      return judged(
        name,
        raw,
        1,
        `NUT ${variable}`,
        unknownAt.filter((unknown) => unknown !== -1 || name !== 'batteryAmperes'),
      )
  }
  return null
}

const readingsOf = (variables: Variables) => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const { reading, variables: candidates } of READINGS) {
    const told = readVariable(reading, candidates, variables)
    if (told !== null) given[reading] = told
  }
  for (const { phase, side, variable } of PHASE_READINGS) {
    const phases = Math.min(3, numberOf(variables.get(`${side}.phases`) ?? null) ?? 3)
    const rows = ['L1', 'L2', 'L3'].slice(0, phases).map((line) => readVariable(phase.whole, variable(line), variables))
    const combined = combinePhases(phase, rows)
    // What upsd says about the whole stands; the phases complete it.
    Object.assign(given, { ...combined, ...(given[phase.whole] === undefined ? {} : { [phase.whole]: given[phase.whole] }) })
  }
  return readingsFrom(given)
}

const first = (variables: Variables, names: readonly string[]): string | null =>
  names.map((name) => textOf(variables.get(name) ?? null)).find((text) => text !== null) ?? null

const kindOf = (variables: Variables): Pick<UpsIdentity, 'kind'> => {
  const kind = passingKind(variables)
  return kind === null ? {} : { kind }
}

export const identityOf = (variables: Variables): UpsIdentity => ({
  ...kindOf(variables),
  family: 'nut',
  manufacturer: first(variables, IDENTITY.manufacturer),
  model: first(variables, IDENTITY.model),
  serial: first(variables, IDENTITY.serial),
  firmware: first(variables, IDENTITY.firmware),
  agentFirmware: first(variables, IDENTITY.agentFirmware),
})

const outletWords: Readonly<Record<string, Outlet['state']>> = { on: 'on', yes: 'on', off: 'off', no: 'off' }

/** outlet.N.status, of the numbered outlets; "outlet" without a number is the whole output. */
const outletsOf = (variables: Variables): readonly Outlet[] => {
  const numbers = new Set<number>()
  for (const variable of variables.keys()) {
    const number = /^outlet\.(\d+)\./.exec(variable)?.[1]
    if (number !== undefined && number !== '0') numbers.add(Number(number))
  }
  return [...numbers]
    .sort((left, right) => left - right)
    .map((number) => ({
      id: String(number),
      name: first(variables, [`outlet.${number}.desc`, `outlet.${number}.name`]),
      state: outletWords[(variables.get(`outlet.${number}.status`) ?? '').trim().toLowerCase()] ?? 'unknown',
    }))
}

/** upsd answers, but its driver does not hear the UPS: nothing is known about it. */
export const contactLost = (why: string): UpsObservation => ({
  supply: 'unknown',
  flags: [],
  upsContact: 'lost',
  readings: readingsFrom({}),
  outlets: [],
  alarms: [],
  evidence: [why],
})

export const observe = (variables: Variables): UpsObservation => {
  const status = variables.get('ups.status') ?? ''
  const words = new Set(status.split(/\s+/).filter((word) => word !== ''))
  if (words.has('WAIT') || words.has('NOCOMM')) return contactLost(`ups.status "${status}": the driver waits for the UPS`)
  const supply = words.size === 0 && passingKind(variables) !== null ? passingSupply(variables) : supplyOf(words)
  const alarm = textOf(variables.get('ups.alarm') ?? null)
  return {
    supply,
    flags: flagsOf(words, variables),
    upsContact: 'ok',
    readings: crossChecked(readingsOf(withInputAsOutput(variables)), {
      supply,
      batteryNormal: !words.has('LB') && !words.has('RB'),
    }),
    outlets: outletsOf(variables),
    alarms: alarm === null ? [] : [alarm],
    evidence: [`ups.status "${status}"`],
  }
}
