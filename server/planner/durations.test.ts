import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { testData } from '../testing/require-peer'
import { migrationDuration } from './durations'

const recorded = testData('migrations')
const planSchema = z.object({
  origin: z.object({ attributes: z.object({ vms: z.record(z.string(), z.object({ memUsed: z.number() })) }) }).optional(),
})
const LINE = /^\{action=migrate\(vm=vm#(\d+), .*bw=(\d+)\)\};(\d+);(\d+);(\d+)$/

const errorsOf = (folder: string): number[] => {
  const runs = join(folder, 'runs', '3')
  return readdirSync(runs).flatMap((file) => {
    const name = /random\.\d+/.exec(file)?.[0]
    if (name === undefined) return []
    const plan = planSchema.parse(JSON.parse(readFileSync(join(folder, 'plans', `${name}.json`), 'utf8')))
    const memoryOf = plan.origin?.attributes.vms ?? {}
    return readFileSync(join(runs, file), 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, vm = '', mbit = '', start = '', end = ''] = LINE.exec(line.trim()) ?? []
        const memory = memoryOf[vm]?.memUsed
        if (memory === undefined) return []
        const measured = Number(end) - Number(start)
        const { p50Seconds } = migrationDuration(memory / 1.048576, Number(mbit), 1)
        return [Math.abs(p50Seconds - measured) / measured]
      })
  })
}

describe('priors of durations', () => {
  it.skipIf(recorded === null)('foretell recorded migrations of real hosts within 15 % in the median', () => {
    const errors = errorsOf(recorded ?? '').sort((left, right) => left - right)
    expect(errors.length).toBeGreaterThan(50)
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.15)
  })

  it('a migration takes longer with more memory, a slower link, and others on it', () => {
    const base = migrationDuration(8192, 10_000, 1)
    for (const slower of [
      migrationDuration(16_384, 10_000, 1),
      migrationDuration(8192, 1_000, 1),
      migrationDuration(8192, 10_000, 4),
    ]) {
      expect(slower.p50Seconds).toBeGreaterThan(base.p50Seconds)
      expect(slower.p95Seconds).toBeGreaterThan(base.p95Seconds)
    }
  })
})
