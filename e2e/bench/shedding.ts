import { testData } from '../../server/testing/require-peer'
import type { BenchmarkOptions, Figure } from './figure'
import { readSeries } from './runtime-table'
import { compareWithOptimum } from './shedding/optimum'
import { outageOf } from './shedding/outage'
import { avoidableKills, playAllAtOnce, playPolicy } from './shedding/play'

const OUTAGES = 1_000

const percentOf = (part: number, all: number): number => (all === 0 ? Number.NaN : (100 * part) / all)

/**
 * A thousand random outages, of physics of their own: how close the shedding plan comes to the exact optimum, whether anybody is killed
 * whom another order would have saved, and how often what was foretold came so.
 */
export const shedding = async ({ dataFile, seed }: BenchmarkOptions): Promise<readonly Figure[]> => {
  const file = dataFile ?? testData('runtime-curves.csv')
  const series = file === null ? [] : readSeries(file)
  const parts: number[] = []
  let small = 0
  let faults = 0
  let plans = 0
  let avoidable = 0
  let killed = 0
  let killedAtOnce = 0
  const bands: boolean[] = []
  for (let at = 0; at < OUTAGES; at += 1) {
    const outage = outageOf(seed * 1_000_003 + at, series)
    if (outage.isSmall) small += 1
    const compared = compareWithOptimum(outage)
    if (compared.part !== null) parts.push(compared.part)
    const policy = playPolicy(outage)
    const atOnce = playAllAtOnce(outage)
    const avoided = avoidableKills(outage, policy, atOnce)
    if (avoided.length > 0) process.stderr.write(`outage ${outage.seed}: ${avoided.join(', ')} need not have been killed\n`)
    faults += compared.faults + policy.faults
    plans += policy.plans + 1
    avoidable += avoided.length
    killed += policy.killed.size
    killedAtOnce += atOnce.killed.size
    bands.push(...policy.bands)
    if (at % 100 === 99) process.stderr.write(`${at + 1} of ${OUTAGES} outages\n`)
  }
  const figure = (name: string, value: number, unit: string, goal: number | null, better: Figure['better']): Figure => ({
    name: `shedding.${name}`,
    value,
    unit,
    goal,
    better,
  })
  const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length
  const close = parts.filter((part) => part >= 0.98).length
  return [
    figure('value-to-optimum.mean', 100 * mean, '%', 98, 'higher'),
    figure('value-to-optimum.worst', 100 * Math.min(...parts), '%', null, 'higher'),
    figure('value-to-optimum.within-2', percentOf(close, parts.length), '% of cases', null, 'higher'),
    figure('computed-exactly', parts.length, `of ${small} small cases`, null, 'higher'),
    figure('avoidable-kills', avoidable, `of ${killed} kills`, 0, 'lower'),
    figure('kills-all-at-once', killedAtOnce, 'kills', null, 'lower'),
    figure('refused-by-checker', faults, `faults in ${plans} plans`, 0, 'lower'),
    figure('band.coverage', percentOf(bands.filter((held) => held).length, bands.length), '%', 90, 'higher'),
  ]
}
