import { describe, expect, it } from 'vitest'
import { vm } from '../../../testing/world-samples'
import { TagCache } from './tag-cache'
import type { TagReading } from './tag-service'

const budget = { left: () => ({ deadlineMs: 10_000 }) }
const web = { ...vm('web', 'a'), nativeId: 'vm-1', tags: [] }
const told = (tags: readonly (readonly [string, readonly string[]])[]): TagReading => ({ kind: 'told', byVm: new Map(tags) })

describe('tags as last told', () => {
  it('D9 stand where they are not told any more, and go where they are told to be gone', async () => {
    let nowMs = 0
    const cache = new TagCache(() => nowMs)
    expect(cache.complete(web)).toEqual({ ...web, tagsUntold: true })
    await cache.refresh(() => Promise.resolve(told([['vm-1', ['dc']]])), budget)
    expect(cache.complete(web).tags).toEqual(['dc'])
    nowMs += 600_000
    await cache.refresh(() => Promise.resolve({ kind: 'silent' }), budget)
    expect(cache.complete(web).tags).toEqual(['dc'])
    nowMs += 600_000
    await cache.refresh(() => Promise.resolve(told([])), budget)
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
          return Promise.resolve({ kind: 'silent' })
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

  it('D9 that were never told since the start are not "none"; once they are told, they stand', async () => {
    let nowMs = 0
    const cache = new TagCache(() => nowMs)
    const hear = async (reading: TagReading) => {
      nowMs += 600_000
      await cache.refresh(() => Promise.resolve(reading), budget)
      return cache.complete(web)
    }
    expect(await hear({ kind: 'silent' })).toMatchObject({ tagsUntold: true })
    expect(await hear({ kind: 'part' })).toMatchObject({ tagsUntold: true })
    const known = await hear(told([['vm-1', ['dc']]]))
    expect(known).toEqual({ ...web, tags: ['dc'] })
    expect(await hear({ kind: 'silent' })).toEqual(known)
    expect(await hear({ kind: 'part' })).toEqual(known)
  })

  it('D9 are asked for again at once where a reading told some of them', async () => {
    const cache = new TagCache(() => 0)
    await cache.refresh(() => Promise.resolve({ kind: 'part' }), budget)
    await cache.refresh(() => Promise.resolve(told([['vm-1', ['dc']]])), budget)
    expect(cache.complete(web).tags).toEqual(['dc'])
  })
})
