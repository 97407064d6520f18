import { describe, expect, it } from 'vitest'
import { planIdSchema, planVersionIdSchema } from '../../domain/ids'
import { feed, group, groupId, host, hostId, manager, plan, vm, world } from '../../testing/world-samples'
import type { PublishedPlan } from '../site'
import { planFindings } from './plan-findings'
import { readinessAlarms } from './readiness-alarms'

const inConsole = { keepAlive: [{ role: 'console', of: null, sign: { by: 'uuid' } }] } as const
const published = (mode: PublishedPlan['plan']['mode'], hosts: 'shutdown' | 'keep' = 'shutdown'): PublishedPlan => {
  const ids = { id: planIdSchema.parse('p'), versionId: planVersionIdSchema.parse('v') }
  const content = plan({ stages: [], hosts: { action: hosts, triggers: [{ kind: 'low-battery' }], limitSeconds: 600 } })
  return {
    plan: { id: ids.id, name: 'Row 4', powerGroupId: groupId(), mode, publishedVersionId: ids.versionId, createdAtMs: 0 },
    version: { id: ids.versionId, planId: ids.id, number: 1, content, createdBy: 'ada', createdAtMs: 0, note: null },
    hostIds: new Set([hostId('a')]),
  }
}
const seen = (startsWithHost: boolean) =>
  world({
    hosts: [host('a')],
    vms: [vm('console', 'a', { ...inConsole, ...(startsWithHost ? { startsWithHost: true as const } : {}) })],
    feeds: [feed('ups1', 'a')],
    groups: [group(['ups1'])],
  })

describe('D5 plans in the readiness report', () => {
  it('name the console’s own VM that nothing would start again, and raise an alarm', () => {
    for (const mode of ['armed', 'dry-run'] as const) {
      const ways = planFindings([published(mode)], seen(false), 7)
      expect(ways).toMatchObject([
        { way: 'plan', object: { name: 'Row 4' }, provedAtMs: 7, findings: [{ trouble: 'stays-off', severity: 'warning' }] },
      ])
      const doc = { state: 'ended', startedBy: 'ada', startedAtMs: 0, endedAtMs: 0, ways, upsCount: 0 } as const
      expect(readinessAlarms(doc, [manager()])).toMatchObject([
        {
          code: 'plan-stays-off',
          severity: 'warning',
          hint: expect.stringMatching(/^console is shut down last of all/) as string,
        },
      ])
    }
  })

  it('A10 say nothing of a plan that does not act, nor where it starts with its host or its host stays on', () => {
    expect(planFindings([published('unarmed')], seen(false), 7)).toEqual([])
    expect(planFindings([published('armed')], seen(true), 7)).toEqual([])
    expect(planFindings([published('armed', 'keep')], seen(false), 7)).toEqual([])
  })
})
