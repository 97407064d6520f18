import { expect, it } from 'vitest'
import { tierOf } from './tier'

it.each([
  [[], 2],
  [['web'], 2],
  [['Tier-0'], 0],
  [['tier:1'], 1],
  [['tier3'], 3],
  [['tier-7'], 2],
  [['low-priority', 'Mission-Critical'], 0],
  [['business-critical'], 1],
] as const)('S3-11 tags %j make tier %i', (tags, tier) => {
  expect(tierOf({ tags })).toBe(tier)
})

it('D5 what the operation stands on is mission-critical without a tag', () => {
  expect(tierOf({ tags: ['low-priority'], keepAlive: [{}] })).toBe(0)
})
