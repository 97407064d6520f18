import { credibleValue, type ReadingName } from '../../../domain/power-reading'
import type { Supply } from '../../../domain/power-state'
import type { Told } from './told'

export interface MergedSupply {
  readonly supply: Supply
  /** What was said for each side where the families disagree; null: they do not. */
  readonly contradiction: string | null
}

type KnownSupply = Exclude<Supply, 'unknown'>

/** Below this a line is dead. */
const fewestLiveVolts = 60

/** One measurement, however many families repeat it, and the sides that it argues for. */
interface Sign {
  readonly words: string
  readonly sides: readonly KnownSupply[]
}

const everyCredible = (told: readonly Told[], name: ReadingName): readonly number[] =>
  told.map(({ observation }) => credibleValue(observation.readings, name)).filter((value) => value !== null)

const signsOf = (told: readonly Told[]): readonly Sign[] => {
  const signs: Sign[] = []
  const inputs = everyCredible(told, 'inputVolts')
  if (inputs.some((volts) => volts >= fewestLiveVolts)) signs.push({ words: 'the input has voltage', sides: ['mains', 'bypass'] })
  else if (inputs.length > 0) signs.push({ words: 'the input is dead', sides: ['battery', 'off'] })
  const seconds = everyCredible(told, 'secondsOnBattery')
  if (seconds.some((value) => value > 0)) signs.push({ words: 'time on battery counts', sides: ['battery'] })
  else if (seconds.length > 0) signs.push({ words: '0 s on battery', sides: ['mains', 'bypass'] })
  const outputs = everyCredible(told, 'outputVolts')
  if (outputs.length > 0 && outputs.every((volts) => volts < fewestLiveVolts))
    signs.push({ words: 'the output is dead', sides: ['off'] })
  return signs
}

interface Side {
  readonly supply: KnownSupply
  readonly arguments: readonly string[]
}

const sidesOf = (told: readonly Told[]): readonly Side[] => {
  const said = told.flatMap(({ label, observation: { supply } }) => (supply === 'unknown' ? [] : [{ label, supply }]))
  const signs = signsOf(told)
  return [...new Set(said.map(({ supply }) => supply))].map((supply) => ({
    supply,
    arguments: [
      ...said.filter((one) => one.supply === supply).map(({ label }) => label),
      ...signs.filter(({ sides }) => sides.includes(supply)).map(({ words }) => words),
    ],
  }))
}

/**
 * Where families disagree, the side wins that more independent evidence argues for: the word of each family, and each
 * measurement once; between equals the richest family's.
 */
export const mergeSupply = (told: readonly Told[]): MergedSupply => {
  const sides = sidesOf(told)
  const [first] = sides
  if (first === undefined) return { supply: 'unknown', contradiction: null }
  if (sides.length === 1) return { supply: first.supply, contradiction: null }
  const most = Math.max(...sides.map((side) => side.arguments.length))
  const { supply } = sides.find((side) => side.arguments.length === most) ?? first
  const said = sides.map((side) => `${side.supply} (${side.arguments.join(', ')})`).join(' against ')
  return { supply, contradiction: `the device's MIBs contradict each other: ${said}; taken as ${supply}` }
}
