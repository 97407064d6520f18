import { describe, expect, it } from 'vitest'
import { vm } from '../../../testing/world-samples'
import { TagCache } from './tag-cache'

const budget = { left: () => ({ deadlineMs: 10_000 }) }
const web = { ...vm('web', 'a'), nativeId: 'vm-1', tags: [] }

describe('tags as last told', () => {
  it('D9 stand where they are not told any more, and go where they are told to be gone', async () => {
    let nowMs = 0
    const cache = new TagCache(() => nowMs)
    expect(cache.complete(web).tags).toEqual([])
    await cache.refresh(() => Promise.resolve(new Map([['vm-1', ['dc']]])), budget)
    expect(cache.complete(web).tags).toEqual(['dc'])
    nowMs += 600_000
    await cache.refresh(() => Promise.resolve(null), budget)
    expect(cache.complete(web).tags).toEqual(['dc'])
    nowMs += 600_000
    await cache.refresh(() => Promise.resolve(new Map()), budget)
    expect(cache.complete(web).tags).toEqual([])
  })

  it('are asked for every two minutes, with half of what is left and no more than five seconds', async () => {
    let nowMs = 0
    const given: number[] = []
    const cache = new TagCache(() => nowMs)
    const refresh = (deadlineMs: number) =>
      cache.refresh(
        (share) => {
          given.push(Math.round(share.left().deadlineMs / 100) / 10)
          return Promise.resolve(null)
        },
        { left: () => ({ deadlineMs }) },
      )
    await refresh(60_000)
    nowMs = 119_999
    await refresh(60_000)
    nowMs = 120_000
    await refresh(4_000)
    expect(given).toEqual([5, 2])
  })
})
