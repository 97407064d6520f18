import { describe, expect, it } from 'vitest'
import { cpuGenerationOf } from './cpu-generation'

describe('the generation of a processor', () => {
  it.each([
    ['Intel(R) Xeon(R) CPU E5-2650 0 @ 2.00GHz', 'Sandy Bridge'],
    ['Intel(R) Xeon(R) CPU E5-2650 v2 @ 2.60GHz', 'Ivy Bridge'],
    ['Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz', 'Broadwell'],
    ['Intel(R) Xeon(R) CPU           X5650  @ 2.67GHz', 'Westmere'],
    ['Intel(R) Xeon(R) Silver 4110 CPU @ 2.10GHz', 'Skylake'],
    ['Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz', 'Cascade Lake'],
    ['Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz', 'Ice Lake'],
    ['INTEL(R) XEON(R) PLATINUM 8480+', 'Sapphire Rapids'],
    ['AMD EPYC 7551P 32-Core Processor', 'Naples'],
    ['AMD EPYC 7742 64-Core Processor', 'Rome'],
    ['AMD EPYC 7763 64-Core Processor', 'Milan'],
    ['AMD EPYC 9654 96-Core Processor', 'Genoa'],
    ['Intel Skylake Server IBRS SSBD Family', 'Skylake'],
    ['Intel Cascadelake Server Family', 'Cascade Lake'],
    ['Intel Westmere Family', 'Westmere'],
  ])('%s is %s', (model, name) => expect(cpuGenerationOf(model)?.name).toBe(name))

  it.each([null, '', 'QEMU Virtual CPU version 2.5+', 'Intel(R) Core(TM) i7-8700', 'Xeon'])('%s is not told', (model) =>
    expect(cpuGenerationOf(model)).toBeNull(),
  )
})
