import { describe, expect, it } from 'vitest'
import { planContentSchema } from '@/server/domain/plan'
import { diffPlans } from './plan-diff'

const stage = (id: string, vms: readonly string[], seconds = 60) => ({
  id,
  name: id,
  triggers: [{ kind: 'seconds-on-battery' as const, seconds }],
  placements: vms.map((name) => ({ vmId: name, vmName: name })),
})

describe('what a version changes', () => {
  it('is nothing against itself', () => {
    const content = planContentSchema.parse({ stages: [stage('one', ['a'])] })
    const diff = diffPlans(content, content)
    expect(Object.values(diff).every((value) => value === false || (Array.isArray(value) && value.length === 0))).toBe(true)
  })

  it('names stages and VMs that came, went, moved or changed', () => {
    const before = planContentSchema.parse({ stages: [stage('one', ['a', 'b']), stage('two', ['c']), stage('old', [])] })
    const after = planContentSchema.parse({
      stages: [stage('one', ['b'], 90), stage('two', ['c', 'b2', 'a']), stage('new', [])],
      reserveSeconds: 300,
    })
    expect(diffPlans(before, after)).toEqual({
      stagesAdded: ['new'],
      stagesRemoved: ['old'],
      stagesChanged: ['one'],
      vmsAdded: ['b2'],
      vmsRemoved: [],
      vmsMoved: ['a'],
      vmsChanged: [],
      settingsChanged: ['reserveSeconds'],
    })
  })

  it('counts everything as new where nothing was published', () => {
    const diff = diffPlans(null, planContentSchema.parse({ stages: [stage('one', ['a'])] }))
    expect(diff).toMatchObject({ stagesAdded: ['one'], vmsAdded: ['a'] })
    expect(diff.settingsChanged).toContain('recovery')
  })

  it('names each part that holds for the whole plan and was changed', () => {
    const before = planContentSchema.parse({ stages: [] })
    const after = { ...before, shedding: 'by-value' as const, longOutage: { ...before.longOutage, endAfterSeconds: 7_200 } }
    expect(diffPlans(before, after).settingsChanged).toEqual(['shedding', 'longOutage'])
  })
})
