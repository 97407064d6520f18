import { expect, it } from 'vitest'
import { planContentSchema } from './plan'

it('D4 a plan that names batteries as targets of moves, stored or sent, is read as one that keeps to live mains: they are not offered yet', () => {
  expect(planContentSchema.parse({ stages: [], moveTo: 'battery-with-room' }).moveTo).toBe('mains')
  expect(planContentSchema.parse({ stages: [] }).moveTo).toBe('mains')
  expect(planContentSchema.parse({ stages: [], moveTo: 'mains' }).moveTo).toBe('mains')
})
