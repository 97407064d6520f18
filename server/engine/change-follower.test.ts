import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ChangedObjects, type ManagerSession, unreachable } from '../drivers/ports'
import { ChangeFollower } from './change-follower'

const nothing = () => Promise.reject(new Error('not asked here'))
const session = (watchChanges?: ManagerSession['watchChanges']): ManagerSession => ({
  identify: nothing,
  inventory: nothing,
  observeVm: nothing,
  observeHost: nothing,
  act: nothing,
  task: nothing,
  close: () => Promise.resolve(),
  ...(watchChanges === undefined ? {} : { watchChanges }),
})

describe('following what a manager tells of changes', () => {
  const stop = new AbortController()
  const looks: (ChangedObjects | 'all')[] = []
  const follower = (watched: ManagerSession = session(), look?: () => Promise<void>) =>
    new ChangeFollower({
      name: 'vc',
      session: watched,
      log: pino({ level: 'silent' }),
      signal: stop.signal,
      look: (changed) => {
        looks.push(changed)
        return look?.() ?? Promise.resolve()
      },
      lookAtAll: () => void looks.push('all'),
    })
  const vms = (...vmNativeIds: string[]): ChangedObjects => ({ vmNativeIds, hostNativeIds: [] })
  beforeEach(() => {
    looks.length = 0
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  it('looks once at what changes within a moment, each object once', async () => {
    const one = follower()
    one.changed(vms('a', 'b'))
    one.changed({ vmNativeIds: ['a'], hostNativeIds: ['h'] })
    await vi.advanceTimersByTimeAsync(500)
    expect(looks).toEqual([{ vmNativeIds: ['a', 'b'], hostNativeIds: ['h'] }])
    one.changed(vms('c'))
    await vi.advanceTimersByTimeAsync(500)
    expect(looks).toHaveLength(2)
  })

  it('looks at everything when much changes, or nobody knows what, and not again within a second', async () => {
    const one = follower()
    one.changed(vms(...Array.from({ length: 21 }, (_, at) => `vm-${at}`)))
    await vi.advanceTimersByTimeAsync(200)
    for (let at = 0; at < 5; at += 1) one.changed(null)
    await vi.advanceTimersByTimeAsync(500)
    expect(looks).toEqual(['all'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(looks).toEqual(['all', 'all'])
  })

  it('what fails to be looked at holds up nothing that comes later', async () => {
    const one = follower(session(), () => Promise.reject(new Error('no')))
    one.changed(vms('a'))
    await vi.advanceTimersByTimeAsync(200)
    one.changed(vms('b'))
    await vi.advanceTimersByTimeAsync(200)
    expect(looks).toEqual([vms('a'), vms('b')])
  })

  it('A9 begins a stream anew that has died, ever less often, and ends when it is told to', async () => {
    let begun = 0
    const dying = session(() => {
      begun += 1
      return Promise.resolve(unreachable('gone', ''))
    })
    const following = follower(dying).follow()
    await vi.advanceTimersByTimeAsync(0)
    expect(begun).toBe(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(begun).toBe(2)
    await vi.advanceTimersByTimeAsync(10_000 + 60_000 + 60_000)
    expect(begun).toBe(5)
    stop.abort()
    await vi.advanceTimersByTimeAsync(60_000)
    await following
    expect(begun).toBe(5)
  })

  it('a platform without events is left alone', async () => {
    await expect(follower(session()).follow()).resolves.toBeUndefined()
  })
})
