import { describe, expect, it } from 'vitest'
import { smallDatacenter } from '../small-datacenter'
import { agentReady } from './guests'
import { World } from './world'

const world = () => new World(smallDatacenter)

describe('a guest', () => {
  it('takes its time to stop', () => {
    const dc = world()
    const operation = dc.shutDown(101)
    dc.advance(3_900)
    expect(dc.vm(101).power).toBe('on')
    dc.advance(200)
    expect(dc.vm(101).power).toBe('off')
    expect(operation).toMatchObject({ endedMs: 4_000, error: null })
  })

  it('that hangs never stops; the task times out, and a hard stop ends it', () => {
    const dc = world()
    dc.setGuest('vm-101', { hung: true })
    const operation = dc.shutDown(101, { timeoutSeconds: 30, forceStop: false })
    dc.advance(31_000)
    expect(operation.error).toContain('got timeout')
    dc.advance(1_800_000)
    expect(dc.vm(101).power).toBe('on')
    dc.stop(101)
    dc.advance(2_000)
    expect(dc.vm(101).power).toBe('off')
  })

  it('whose shutdown is under way is stopped only by overruling that', () => {
    const dc = world()
    dc.setGuest('vm-101', { hung: true })
    dc.shutDown(101)
    const stop = dc.stop(101, { overruleShutdown: false })
    dc.advance(11_000)
    expect(stop.error).toContain("can't lock file")
    expect(dc.vm(101).power).toBe('on')
    dc.stop(101, { overruleShutdown: true })
    dc.advance(2_000)
    expect(dc.vm(101).power).toBe('off')
  })

  it('is saved in the time its memory needs, and goes on from there', () => {
    const dc = world()
    const save = dc.save(101)
    dc.advance(8_200)
    expect(dc.vm(101).power).toBe('saved')
    expect(save.endedMs).toBeGreaterThanOrEqual(8_000)
    expect(dc.start(101).kind).toBe('resume')
    dc.advance(9_000)
    expect(dc.vm(101).power).toBe('on')
  })

  it('starts, and its agent answers later', () => {
    const dc = world()
    dc.stop(101)
    dc.advance(2_000)
    dc.start(101)
    dc.advance(3_100)
    expect(dc.vm(101).power).toBe('on')
    expect(agentReady(dc.state, dc.vm(101))).toBe(false)
    dc.advance(6_000)
    expect(agentReady(dc.state, dc.vm(101))).toBe(true)
  })
})

describe('a live migration', () => {
  it('takes as long as memory, dirty rate and link say', () => {
    const dc = world()
    const operation = dc.migrate(101, 'host-2')
    dc.advance(60_000)
    expect(dc.vm(101).hostName).toBe('host-2')
    // 8192 MiB at 1000 MiB/s, less 100 MiB/s that the guest writes anew.
    expect((operation.endedMs ?? 0) / 1_000).toBeCloseTo(8_192 / 900, 0)
  })

  it('shares the link with others, and waits in line beyond the limit', () => {
    const dc = world()
    const operations = [101, 102, 103].map((vmid) => dc.migrate(vmid, 'host-3'))
    dc.advance(1_000)
    expect([101, 102, 103].filter((vmid) => dc.vm(vmid).activity?.kind === 'migrating')).toHaveLength(3)
    expect(operations.filter(({ progressPercent }) => progressPercent > 0)).toHaveLength(2)
    dc.advance(120_000)
    expect([101, 102, 103].map((vmid) => dc.vm(vmid).hostName)).toEqual(['host-3', 'host-3', 'host-3'])
  })

  it('can be cancelled, and the guest stays where it is', () => {
    const dc = world()
    const operation = dc.migrate(101, 'host-2')
    dc.advance(2_000)
    expect(dc.cancel(operation)).toBe(true)
    dc.advance(60_000)
    expect(dc.vm(101)).toMatchObject({ hostName: 'host-1', power: 'on' })
    expect(operation.error).toBe('migration aborted')
  })

  it('fails when its target loses power, and the guest runs on', () => {
    const dc = world()
    dc.setMains(false, { ups: 'ups-single' })
    dc.advance(1_000)
    const ups = dc.ups('ups-single')
    while (ups.chargeFraction > 0.005) dc.advance(1_000)
    const operation = dc.migrate(101, 'host-3')
    dc.advance(60_000)
    expect(operation.error).toContain('went away')
    expect(dc.vm(101)).toMatchObject({ hostName: 'host-1', power: 'on' })
  })

  it('of a guest with a local disk is refused', () => {
    const dc = world()
    expect(dc.migrate(104, 'host-1').error).toContain('local disk')
  })
})
