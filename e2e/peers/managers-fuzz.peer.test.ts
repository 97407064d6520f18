import { describe, expect, it } from 'vitest'
import { fuzzManager } from '../fuzz/managers/fuzz-managers'
import { FUZZED_KINDS } from '../fuzz/managers/kinds'

describe.each(Object.entries(FUZZED_KINDS))('damaged answers of %s', (name, kind) => {
  it.skipIf(!kind.isHere())('A1 A4 crash nothing, make nothing act, and are not believed', { timeout: 300_000 }, async () => {
    const report = await fuzzManager(name, 120, 4)
    expect(report.wrong).toEqual([])
    expect(report.damaged).toBeGreaterThanOrEqual(120)
    expect(report.actsSent).toBeGreaterThan(0)
    expect(report.unlistedRead).toBeGreaterThan(0)
  })
})
