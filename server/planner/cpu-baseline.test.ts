import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { host, hostId, manager, managerId, vm, world } from '../testing/world-samples'
import { baselineChange, cpuBaselineOf } from './cpu-baseline'

const key = { managerId: managerId(), clusterNativeId: 'c' }
const cluster = { nativeId: 'c', name: 'Cluster', maxCpuPercent: null, cpuBaseline: null }

describe('the CPU baseline of a cluster', () => {
  it('S1-21 S1-22 is what the platform tells, and masks what a host can do besides', () => {
    const site = world({
      managers: [manager({ clusters: [{ ...cluster, cpuBaseline: 'Westmere', cpuBaselineFeatures: ['aes', 'sse4'] }] })],
      hosts: [host('a', { cpuFeatures: ['aes', 'sse4'], cpuOwnFeatures: ['aes', 'avx', 'sse4'] })],
    })
    expect(cpuBaselineOf(site, key)).toMatchObject({
      name: 'Westmere',
      features: ['aes', 'sse4'],
      basis: 'platform',
      hosts: [{ hostName: 'a', masked: ['avx'], missing: [] }],
    })
  })

  it('S1-23 names what a host lacks', () => {
    const site = world({
      managers: [manager({ clusters: [{ ...cluster, cpuBaselineFeatures: ['aes', 'avx'] }] })],
      hosts: [host('a', { cpuFeatures: ['aes'] }), host('b', { cpuFeatures: null })],
    })
    expect(cpuBaselineOf(site, key).hosts.map(({ hostName, missing }) => [hostName, missing])).toEqual([
      ['a', ['avx']],
      ['b', null],
    ])
  })

  it('S1-21 is what all hosts have in common where the platform sets none, and unknown where no host tells', () => {
    const hosts = [host('a', { cpuFeatures: ['aes', 'avx'] }), host('b', { cpuFeatures: ['avx', 'sha'] })]
    expect(cpuBaselineOf(world({ hosts }), key)).toMatchObject({ basis: 'common', features: ['avx'] })
    const silent = cpuBaselineOf(world({ hosts: [host('a', { cpuFeatures: null })] }), key)
    expect(silent).toMatchObject({ basis: 'unknown', features: null, hosts: [{ masked: null, missing: null }] })
  })

  it('S1-24 tells what guests would gain, which host could not stay, and which VMs use what would be lost', () => {
    const site = world({
      hosts: [host('new', { cpuFeatures: ['aes', 'avx512'] }), host('old', { cpuFeatures: ['aes', 'tsx'] })],
      vms: [vm('web', 'old', { requiredCpuFeatures: ['aes'] }), vm('db', 'new', { requiredCpuFeatures: ['aes'] })],
    })
    expect(baselineChange(site, key, new Set([hostId('new')]))).toEqual({
      features: ['aes', 'avx512'],
      gained: ['avx512'],
      lost: [],
      leaving: [{ hostId: hostId('old'), hostName: 'old', missing: ['avx512'] }],
      unknownHostNames: [],
      heldVmNames: [],
    })
    const narrower = world({ ...site, hosts: [...site.hosts, host('odd', { cpuFeatures: ['tsx'] })] })
    const platform = { ...narrower, managers: [manager({ clusters: [{ ...cluster, cpuBaselineFeatures: ['aes'] }] })] }
    expect(baselineChange(platform, key, new Set([hostId('old'), hostId('odd')]))).toMatchObject({
      gained: ['tsx'],
      lost: ['aes'],
      heldVmNames: ['db', 'web'],
    })
    expect(baselineChange(site, key, new Set())).toBeNull()
  })

  const FEATURES = ['aes', 'avx', 'avx2', 'avx512', 'sha', 'tsx']
  const anyHosts = fc.array(fc.option(fc.subarray(FEATURES), { nil: null, freq: 6 }), { minLength: 1, maxLength: 6 })
  const siteOf = (lists: readonly (readonly string[] | null)[]) =>
    world({ hosts: lists.map((cpuFeatures, at) => host(`h${at}`, { cpuFeatures })) })

  it('S1-23 whoever it is made for holds it, and everybody who does not is named with what is missing', () => {
    fc.assert(
      fc.property(anyHosts, fc.nat(63), (lists, mask) => {
        const site = siteOf(lists)
        const chosen = new Set(site.hosts.filter((_, at) => ((mask >> at) & 1) === 1).map(({ id }) => id))
        const change = baselineChange(site, key, chosen)
        if (change === null) {
          expect(site.hosts.every(({ id, cpuFeatures }) => !chosen.has(id) || cpuFeatures === null)).toBe(true)
          return
        }
        for (const { id, cpuFeatures } of site.hosts) {
          const named = change.leaving.find(({ hostId: leaving }) => leaving === id)
          const lacks = cpuFeatures === null ? [] : change.features.filter((feature) => !cpuFeatures.includes(feature))
          expect(named?.missing ?? []).toEqual(lacks)
          if (chosen.has(id)) expect(lacks).toEqual([])
        }
        const before = cpuBaselineOf(site, key).features ?? []
        const after = [...before.filter((feature) => !change.lost.includes(feature)), ...change.gained]
        expect(after.toSorted()).toEqual(change.features)
      }),
    )
  })

  it('S1-24 fewer hosts never make a smaller baseline', () => {
    fc.assert(
      fc.property(anyHosts, fc.nat(63), fc.nat(63), (lists, mask, more) => {
        const site = siteOf(lists)
        const pick = (bits: number) => new Set(site.hosts.filter((_, at) => ((bits >> at) & 1) === 1).map(({ id }) => id))
        const [few, many] = [baselineChange(site, key, pick(mask)), baselineChange(site, key, pick(mask | more))]
        if (few !== null && many !== null) expect(few.features).toEqual(expect.arrayContaining([...many.features]))
      }),
    )
  })

  it('D1 the order of the inventory changes nothing', () => {
    fc.assert(
      fc.property(anyHosts, (lists) => {
        const site = siteOf(lists)
        const turned = { ...site, hosts: site.hosts.toReversed() }
        expect(cpuBaselineOf(turned, key)).toEqual(cpuBaselineOf(site, key))
      }),
    )
  })
})
