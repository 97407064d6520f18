import { expect, it } from 'vitest'
import { vmSeen } from '../testing/run-samples'
import { withLastTags } from './last-tags'

const told = vmSeen('dc1', { tags: ['dc'] })
const untold = vmSeen('dc1', { tags: [], tagsUntold: true })

it('D9 tags that are not told now are those that were told last, of the same VM', () => {
  expect(withLastTags({ ...untold, power: 'off' }, told)).toEqual({ ...told, power: 'off' })
  expect(withLastTags({ ...untold, uuid: 'another' }, told)).toMatchObject({ tags: [], tagsUntold: true })
})

it('D9 that were never told stay untold, and what is told now counts', () => {
  expect(withLastTags(untold, untold)).toEqual(untold)
  expect(withLastTags(vmSeen('dc1', { tags: [] }), told).tags).toEqual([])
  expect(withLastTags(told, untold)).toEqual(told)
})
