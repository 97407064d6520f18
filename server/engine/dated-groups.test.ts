import { expect, it } from 'vitest'
import { groupWith } from '../testing/danger-samples'
import { datedGroups } from './dated-groups'

it('P8 an edit of a group restarts what lasts in it; a reload does not', () => {
  const pair = groupWith(['a', 'b'])
  expect(datedGroups([pair], [pair], 5)).toEqual([pair])
  expect(
    datedGroups([pair], [{ ...pair, name: 'Hall', deviceIds: pair.deviceIds.toReversed() }], 5)[0]?.changedAtMs,
  ).toBeUndefined()
  for (const edited of [groupWith(['a']), groupWith(['a', 'c']), groupWith(['a', 'b'], 2)]) {
    const dated = datedGroups([pair], [edited], 5)
    expect(dated).toEqual([{ ...edited, changedAtMs: 5 }])
    expect(datedGroups(dated, [edited], 9)).toEqual(dated)
  }
  expect(datedGroups([], [pair], 5)[0]?.changedAtMs).toBe(5)
})
