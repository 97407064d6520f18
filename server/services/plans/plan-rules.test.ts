import { describe, expect, it } from 'vitest'
import { planContentSchema, type PlanContent } from '../../domain/plan'
import { vmIdSchema } from '../../domain/ids'
import { IDS, vmDoc } from '../../testing/service-seed'
import { keepAliveProblems } from './keep-alive'
import { planProblems } from './plan-problems'

interface Vm {
  readonly vmId: string
  readonly after?: readonly string[]
  readonly action?: string
  readonly targetHostId?: string
}

const content = (...stages: readonly (readonly Vm[])[]): PlanContent =>
  planContentSchema.parse({
    stages: stages.map((vms, index) => ({
      id: `stage-${index + 1}`,
      name: `Stage ${index + 1}`,
      triggers: [{ kind: 'manual' }],
      placements: vms.map((vm) => ({ vmName: vm.vmId, ...vm })),
    })),
  })

describe('what a plan may say', () => {
  const problemsOf = (plan: PlanContent) => planProblems(plan, new Set([IDS.host]))

  it('finds a sound plan sound', () => {
    expect(
      problemsOf(
        content(
          [{ vmId: 'web' }],
          [
            { vmId: 'app', after: ['web'] },
            { vmId: 'db', after: ['app', 'web'] },
          ],
        ),
      ),
    ).toEqual([])
    expect(problemsOf(content([{ vmId: 'web', action: 'migrate', targetHostId: IDS.host }]))).toEqual([])
    expect(problemsOf(content())).toEqual([])
  })

  it.each([
    ['a VM placed twice', content([{ vmId: 'web' }], [{ vmId: 'web' }]), /web is placed twice: in “Stage 1” and in “Stage 2”/],
    ['waiting for a VM that is not placed', content([{ vmId: 'web', after: ['db'] }]), /does not place/],
    ['waiting for a later stage', content([{ vmId: 'web', after: ['db'] }], [{ vmId: 'db' }]), /web waits for db.*later stage/],
    ['waiting for itself', content([{ vmId: 'web', after: ['web'] }]), /wait for each other: web/],
    [
      'a circle of three, and not those who wait for it',
      content([
        { vmId: 'a', after: ['b'] },
        { vmId: 'b', after: ['c'] },
        { vmId: 'c', after: ['a'] },
      ]),
      /wait for each other: a, b, c$/,
    ],
    ['a target that does not exist', content([{ vmId: 'web', action: 'migrate', targetHostId: 'gone' }]), /target host of web/],
    ['a target without a migration', content([{ vmId: 'web', targetHostId: IDS.host }]), /action is not “migrate”/],
  ])('refuses %s', (_what, plan, words) => {
    expect(problemsOf(plan).join('; ')).toMatch(words)
  })

  it('refuses two stages with one id', () => {
    const plan = content([], [])
    const twice = { ...plan, stages: plan.stages.map((stage) => ({ ...stage, id: IDS.stage })) }
    expect(problemsOf(twice)).toHaveLength(1)
  })
})

describe('what keeps the operation alive', () => {
  const vms = [
    vmDoc(vmIdSchema.parse('console'), IDS.host, { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] }),
    vmDoc(vmIdSchema.parse('vcenter'), IDS.host, {
      keepAlive: [{ role: 'manager', of: 'Berlin', sign: { by: 'name', hostName: 'vcenter.example' } }],
    }),
    vmDoc(vmIdSchema.parse('vcls'), IDS.host, { name: 'vCLS-1', systemKind: 'vCLS' }),
  ]

  it.each(['console', 'vcenter'])('D5 %s may be shut down in the last stage, not before', (vmId) => {
    expect(keepAliveProblems(content([{ vmId }], [{ vmId: 'web' }]), vms)).toHaveLength(1)
    expect(keepAliveProblems(content([{ vmId: 'web' }], [{ vmId }]), vms)).toEqual([])
  })

  it.each(['save-state', 'power-off'])('D5 it does not end by %s, in no stage', (action) => {
    expect(keepAliveProblems(content([{ vmId: 'web' }], [{ vmId: 'console', action }]), vms).join()).toContain(action)
  })

  it('D5 it may be moved or kept in any stage', () => {
    for (const action of ['migrate', 'keep'])
      expect(keepAliveProblems(content([{ vmId: 'console', action }], [{ vmId: 'web' }]), vms)).toEqual([])
  })

  it('D6 the platform’s own VMs are not stopped by a plan', () => {
    expect(keepAliveProblems(content([{ vmId: 'web' }], [{ vmId: 'vcls' }]), vms).join()).toContain('vCLS')
  })
})
