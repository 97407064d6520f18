// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import type { PlanContent } from '@/server/domain/plan'
import { plan } from '@/server/testing/world-samples'
import { PlanSettings } from './plan-settings'

afterEach(cleanup)

it('stops VMs by value only where a person says so, and says what follows', () => {
  const changed = vi.fn<(content: PlanContent) => void>()
  const { rerender } = render(<PlanSettings content={plan({ stages: [] })} onChange={changed} />)
  expect(screen.getByText(/are stopped as soon as limits and order let them/)).toBeTruthy()
  fireEvent.click(screen.getByRole('checkbox', { name: 'Stop its VMs by value' }))
  expect(changed).toHaveBeenLastCalledWith(plan({ stages: [], shedding: 'by-value' }))
  rerender(<PlanSettings content={plan({ stages: [], shedding: 'by-value' })} onChange={changed} />)
  expect(screen.getByText(/Where not all fits, all are stopped at once/)).toBeTruthy()
  fireEvent.click(screen.getByRole('checkbox', { name: 'Stop its VMs by value' }))
  expect(changed).toHaveBeenLastCalledWith(plan({ stages: [] }))
})

it('D4 does not offer batteries as targets of moves yet', () => {
  render(<PlanSettings content={plan({ stages: [] })} onChange={vi.fn()} />)
  expect(screen.queryByRole('checkbox', { name: /on a battery/i })).toBeNull()
  expect(screen.getByRole('checkbox', { name: 'Stop its VMs by value' })).toBeTruthy()
})

it('has a policy for long outages only where a person sets one, and says what it does', () => {
  const changed = vi.fn<(content: PlanContent) => void>()
  const { rerender } = render(<PlanSettings content={plan({ stages: [] })} onChange={changed} />)
  expect(screen.getByText(/the stages alone decide, however long an outage lasts/)).toBeTruthy()
  fireEvent.click(screen.getByRole('checkbox', { name: 'End less important VMs after a set time' }))
  const shed = plan({ stages: [], longOutage: { shedAfterSeconds: 1_800 } })
  expect(changed).toHaveBeenLastCalledWith(shed)
  rerender(<PlanSettings content={shed} onChange={changed} />)
  expect(screen.getByText(/on battery the VMs of tier-3 end, in whatever stage they are/)).toBeTruthy()
  fireEvent.click(screen.getByRole('checkbox', { name: 'End everything after a set time' }))
  expect(changed).toHaveBeenLastCalledWith(plan({ stages: [], longOutage: { shedAfterSeconds: 1_800, endAfterSeconds: 7_200 } }))
})
