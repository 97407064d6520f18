// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { RecoveryPlan } from '@/server/domain/recovery'
import { verbsFor } from './recovery-words'
import { RecoveryDialog } from './recovery-dialog'

const sent: string[] = []
vi.mock('@/components/api/use-verb', () => ({
  useOrder: () => ({ isPending: false, mutate: (reason: string) => sent.push(reason) }),
}))
// jsdom has none.
vi.stubGlobal('CSS', { escape: (text: string) => text })
afterEach(cleanup)

const plan: RecoveryPlan = {
  nativeId: 'pair plan',
  name: 'ERP',
  state: 'ready',
  said: 'READY_STATE',
  progressPercent: null,
  protectedSite: 'North',
  recoverySite: 'South',
}

it('a recovery is ordered only with the plan’s name typed and a reason, and says what it does', () => {
  render(<RecoveryDialog managerId="srm" plan={plan} verb="recovery" onClose={() => undefined} />)
  expect(screen.getByText(/What was written since that replica is lost/)).toBeTruthy()
  const act = () => screen.getByRole('button', { name: 'Recovery in a disaster: ERP' })
  const type = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })
  fireEvent.click(act())
  type(/Type the plan’s name/, 'erp')
  type(/Reason/, 'the site is on fire')
  fireEvent.click(act())
  expect(sent).toEqual([])
  type(/Type the plan’s name/, 'ERP')
  fireEvent.click(act())
  expect(sent).toEqual(['the site is on fire'])
})

it('offers only what makes sense in the plan’s state', () => {
  expect(verbsFor(plan)).toEqual(['test', 'cleanup', 'planned-migration', 'recovery', 'reprotect'])
  expect(verbsFor({ ...plan, state: 'running' })).toEqual(['cancel'])
  expect(verbsFor({ ...plan, state: 'other' })).not.toContain('test')
})
