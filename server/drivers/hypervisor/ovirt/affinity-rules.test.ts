import { describe, expect, it } from 'vitest'
import { unreachable } from '../../ports'
import { affinityRules } from './affinity-rules'
import { other } from './failure'

describe('affinity groups and labels', () => {
  it('A3 R8 an engine that does not tell them costs a reading 3 s at most', async () => {
    const given: number[] = []
    const rules = affinityRules({
      get: (_path, _root, { deadlineMs }) => {
        given.push(deadlineMs)
        return Promise.resolve(other(unreachable('It hangs.', 'Wait.')))
      },
    })
    expect(await rules(['c1', 'c2'], () => ({ deadlineMs: 30_000 }))).toBeNull()
    expect(given).toEqual([3_000, 3_000, 3_000])
  })
})
