import { expect, it } from 'vitest'
import { vmSeen } from '../testing/run-samples'
import { newerVm, withNewer } from './newer-facts'

const newer = (old: ReturnType<typeof vmSeen>, now: ReturnType<typeof vmSeen>) => withNewer([old], [now], newerVm)[0]

it('what only whole readings tell stays, and what nothing newer is told of stays as it is', () => {
  const old = vmSeen('web', { cpuUsedPercent: 7 })
  const other = vmSeen('other')
  const now = vmSeen('web', { cpuUsedPercent: null, power: 'off' })
  expect(withNewer([old, other], [now])).toEqual([{ ...old, power: 'off' }, other])
})

it('D9 a VM that is looked at before its tags are told keeps those that were told last, and is no longer untold once they are', () => {
  const told = vmSeen('dc1', { tags: ['dc'] })
  const untold = vmSeen('dc1', { tags: [], tagsUntold: true })
  expect(newer(told, { ...untold, power: 'off' })).toEqual({ ...told, power: 'off' })
  expect(newer(untold, told)).toEqual(told)
  expect(newer(untold, untold)).toEqual(untold)
})
