import { describe, expect, it } from 'vitest'
import { hostIdSchema, planIdSchema, planVersionIdSchema } from '../domain/ids'
import { type ManagerTrouble, REFUSAL_CAUSES } from '../domain/refusal-cause'
import type { PlanRow } from '../store/store'
import { feed, group as groupOf, manager } from '../testing/world-samples'
import { managerAlarms } from './manager-alarms'

const group = groupOf(['ups'])
const plan: PlanRow = {
  id: planIdSchema.parse('plan'),
  name: 'Row',
  powerGroupId: group.id,
  mode: 'armed',
  publishedVersionId: planVersionIdSchema.parse('v1'),
  createdAtMs: 0,
}
const well = manager()
const feedOf = (managerId: string) => ({ ...feed('ups', 'h'), hostId: hostIdSchema.parse(`${managerId}:h`) })
const broken = (trouble: ManagerTrouble) => ({ ...well, contact: 'lost' as const, message: 'It says no.', trouble })
const codes = (world: Parameters<typeof managerAlarms>[0], groups: Parameters<typeof managerAlarms>[1] = [{ group, plan }]) =>
  managerAlarms(world, groups).map(({ code, severity }) => `${code} ${severity}`)

describe('alarms about managers', () => {
  it('says nothing of a manager that tells what it has', () => {
    expect(codes({ managers: [well], feeds: [feedOf(well.id)] })).toEqual([])
  })

  it.each([...REFUSAL_CAUSES, 'silent', 'refused'] as const)(
    'A12 %s: an alarm of its own, and the plan is not executable',
    (trouble) => {
      const world = { managers: [broken(trouble)], feeds: [feedOf(well.id)] }
      const [manager, ofPlan] = managerAlarms(world, [{ group, plan }])
      expect(manager).toMatchObject({ object: { kind: 'manager', id: well.id }, hint: 'It says no.' })
      expect(ofPlan).toMatchObject({ code: 'plan-not-executable', severity: 'critical', object: { kind: 'group', id: group.id } })
      expect(ofPlan?.hint).toContain('It says no.')
    },
  )

  it('a plan that switches nothing of that manager, or was never published, is not spoken of', () => {
    const managers = [broken('certificate')]
    expect(codes({ managers, feeds: [feedOf('another')] })).toEqual(['manager-certificate critical'])
    expect(codes({ managers, feeds: [feedOf(well.id)] }, [{ group, plan: { ...plan, publishedVersionId: null } }])).toHaveLength(
      1,
    )
    expect(codes({ managers, feeds: [feedOf(well.id)] }, [{ group, plan: { ...plan, mode: 'dry-run' } }])).toContain(
      'plan-not-executable warning',
    )
  })

  it('a manager that was not asked yet is no trouble', () => {
    expect(codes({ managers: [{ ...well, contact: 'never', message: null }], feeds: [feedOf(well.id)] })).toEqual([])
  })
})
