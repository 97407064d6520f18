import { expect, it } from 'vitest'
import { requiredCpuFeatures } from './cpu-needs'
import { domainOf } from './domain'

const flags = ['fpu', 'avx2', 'avx512f', 'constant_tsc', 'ept']

const needs = (cpu: string, hostFlags: readonly string[] | null = flags) => {
  const domain = domainOf(
    `<domain><name>web</name><uuid>6f0d1f3e-0000-4000-8000-000000000001</uuid>${cpu}<devices></devices></domain>`,
  )
  return domain === null ? 'not understood' : requiredCpuFeatures(domain.cpuMode, domain.cpuModel, hostFlags)
}

it('S1-14 a guest whose processor is passed through needs every flag of its host that guests can see', () => {
  expect(needs("<cpu mode='host-passthrough' check='none' migratable='on'/>")).toEqual(['fpu', 'avx2', 'avx512f'])
  expect(needs("<cpu mode='maximum'><feature policy='disable' name='svm'/></cpu>")).toEqual(['fpu', 'avx2', 'avx512f'])
  expect(needs("<cpu mode='host-passthrough'/>", null)).toBeNull()
})

it('QEMU’s own model asks for nothing that a host could lack; what another one stands for is not known', () => {
  expect(needs("<cpu mode='custom' match='exact'><model fallback='forbid'>qemu64</model></cpu>")).toEqual([])
  expect(needs("<cpu mode='custom' match='exact'><model>Skylake-Server</model><vendor>Intel</vendor></cpu>")).toBeNull()
  expect(needs('<cpu/>')).toBeNull()
  expect(needs('')).toBeNull()
})
