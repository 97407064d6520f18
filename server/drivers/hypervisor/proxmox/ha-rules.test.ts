import { describe, expect, it } from 'vitest'
import { unreachable } from '../../ports'
import { other } from './failure'
import { haRules } from './ha-rules'

describe('rules of the HA manager', () => {
  it('A3 R8 a cluster that does not tell them costs a reading 3 s at most', async () => {
    const given: number[] = []
    const rules = haRules({
      get: (_path, _query, _schema, { deadlineMs }) => {
        given.push(deadlineMs)
        return Promise.resolve(other(unreachable('It hangs.', 'Wait.')))
      },
    })
    expect(await rules(() => ({ deadlineMs: 30_000 }))).toBeNull()
    expect(given).toHaveLength(1)
    expect(given.every((deadlineMs) => deadlineMs <= 3_000)).toBe(true)
  })
})
