import { expect, it } from 'vitest'
import { choicesOf } from './choices'

it('S1-16 S1-27 what was decided by hand is said to the API: disks are copied only where that was chosen', () => {
  const decisions = new Map([
    ['m:a', 'auto'],
    ['m:b', 'shutdown'],
    ['m:c', 'to:m:host-1'],
    ['m:d', 'with:m:host-2'],
  ] as const)
  expect(choicesOf(decisions)).toEqual([
    { vmId: 'm:b', action: 'shutdown', targetHostId: null },
    { vmId: 'm:c', action: 'migrate', targetHostId: 'm:host-1' },
    { vmId: 'm:d', action: 'migrate', targetHostId: 'm:host-2', withStorage: true },
  ])
})
