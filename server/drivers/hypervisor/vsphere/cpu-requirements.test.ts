import { describe, expect, it } from 'vitest'
import { vm } from '../../../testing/world-samples'
import { parseXml } from '../../protocols/xml/xml-parser'
import { isMixed, RequirementCache, requirementOf } from './cpu-requirements'
import { CallFailed } from './failures'
import type { ObjectProperties } from './property-collector'

const line = (key: string, value: string): string =>
  `<VirtualMachineFeatureRequirement><key>${key}</key><featureName>${key}</featureName><value>${value}</value></VirtualMachineFeatureRequirement>`
const machine = (id: string, ...lines: string[]): ObjectProperties => {
  const element = parseXml(`<val>${lines.join('')}</val>`)
  return {
    ref: { type: 'VirtualMachine', id },
    properties: new Map(element === null || lines.length === 0 ? [] : [['runtime.featureRequirement', element] as const]),
  }
}
const AVX2 = line('cpuid.avx2', 'Bool:Min:1')

describe('what a VM uses of its processor', () => {
  it('S1-14 the features that must be there are named as hosts name them', () => {
    const lines = [
      AVX2,
      line('cpuid.numlevels', 'Num:Min:13'),
      line('cpuid.mpx', 'Bool:Max:0'),
      line('misc.sockets', 'Num:Min:2'),
    ]
    expect(requirementOf(machine('vm-1', ...lines)).features).toEqual(['cpuid.avx2', 'cpuid.numlevels'])
    expect(requirementOf(machine('vm-1')).features).toBeNull()
  })

  it('is asked for only where hosts of a cluster differ and no baseline masks it', () => {
    const host = (cpuFeatures: readonly string[] | null, clusterNativeId: string | null = 'c') => ({
      clusterNativeId,
      cpuFeatures,
    })
    const clusters = [
      { nativeId: 'c', cpuBaseline: null },
      { nativeId: 'evc', cpuBaseline: 'intel-broadwell' },
    ]
    expect(isMixed([host(['a', 'b']), host(['b', 'a']), host(null)], clusters)).toBe(false)
    expect(isMixed([host(['a', 'b']), host(['a'])], clusters)).toBe(true)
    expect(isMixed([host(['a', 'b'], 'evc'), host(['a'], 'evc')], clusters)).toBe(false)
    expect(isMixed([host(['a'], null), host([], null)], clusters)).toBe(false)
  })

  it('is kept as far as it could be read, asked for again after half an hour, and forgotten of a VM that is off', async () => {
    let nowMs = 0
    let asked = 0
    const cache = new RequirementCache(() => nowMs)
    const refresh = () =>
      cache.refresh(async (keep) => {
        asked += 1
        keep(machine('web', AVX2))
        return Promise.reject(new CallFailed({ kind: 'unreachable', message: 'no answer', hint: '' }))
      })
    await refresh()
    await refresh()
    expect(asked).toBe(1)
    const [web, db] = [vm('web', 'a'), vm('db', 'a')]
    expect(cache.complete(web).requiredCpuFeatures).toEqual(['cpuid.avx2'])
    expect(cache.complete(db).requiredCpuFeatures).toBeNull()
    expect(cache.complete({ ...web, power: 'off' }).requiredCpuFeatures).toBeNull()
    expect(cache.complete(web).requiredCpuFeatures).toBeNull()
    nowMs = 30 * 60_000
    await refresh()
    expect(asked).toBe(2)
    expect(cache.complete(web).requiredCpuFeatures).toEqual(['cpuid.avx2'])
  })
})
