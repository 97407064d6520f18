import { describe, expect, it } from 'vitest'
import { demoDatacenter } from '../demo/demo-datacenter'
import { demoScenarios } from '../demo/start-demo'
import { World } from '../world/world'
import { ScenarioPlayer } from './scenario-player'

const ROW_1 = ['ups-row1-a', 'ups-row1-b']

const play = (name: string) => {
  const world = new World(demoDatacenter)
  const player = new ScenarioPlayer(world, demoScenarios)
  expect(player.play(name)).toBe(true)
  const edges = (event: string, ups: string): number[] =>
    world.state.history.filter((entry) => entry.object === ups && entry.event === event).map(({ atMs }) => atMs / 1_000)
  const events = (event: string): string[] =>
    world.state.history.filter((entry) => entry.event === event).map(({ object }) => object)
  return { world, player, edges, events }
}

describe('scenarios', () => {
  it('the short blip is over after four seconds, on both feeds and on Row 1 only', () => {
    const { world, edges, events, player } = play('short-blip')
    world.advance(30_000)
    for (const ups of ROW_1) {
      expect(edges('mains-lost', ups)).toEqual([0])
      expect(edges('mains-back', ups)).toEqual([4])
    }
    expect(events('mains-lost')).toEqual(ROW_1)
    expect(player.current).toBeNull()
  })

  it('the mains that are cut stay away until they are restored', () => {
    const { world, player } = play('cut-the-mains')
    world.advance(300_000)
    expect(world.ups('ups-row1-a').input).toBe(false)
    player.play('restore-the-mains')
    world.advance(1_000)
    expect(world.ups('ups-row1-a')).toMatchObject({ input: true, output: 'mains' })
  })

  it('the batteries outlast the long outage even without a plan; mains that stay away kill all of Row 1', () => {
    const { world } = play('long-outage')
    world.advance(400_000)
    expect(world.state.kills).toEqual([])
    const cut = play('cut-the-mains')
    cut.world.advance(1_500_000)
    expect(cut.world.state.kills).toHaveLength(22)
    expect(cut.world.state.kills.every(({ cause }) => cause === 'power-cut')).toBe(true)
  })

  it('flapping is five losses', () => {
    const { world, edges } = play('flapping')
    world.advance(400_000)
    expect(edges('mains-lost', 'ups-row1-a')).toEqual([0, 23, 46, 69, 92])
    expect(edges('mains-back', 'ups-row1-a')).toHaveLength(5)
  })

  it('one feed of two: the other carries all of the load, on mains', () => {
    const { world } = play('one-feed')
    world.advance(20_000)
    expect(world.ups('ups-row1-a').output).toBe('battery')
    expect(world.ups('ups-row1-b').output).toBe('mains')
  })

  it('the hung guest ignores its shutdown as long as the mains are away', () => {
    const { world } = play('hung-guest')
    world.advance(5_000)
    const { vmid } = world.vmNamed('mail-02').config
    world.shutDown(vmid, { timeoutSeconds: 30, forceStop: false })
    world.advance(120_000)
    expect(world.vm(vmid).power).toBe('on')
    world.advance(120_000)
    expect(world.vm(vmid).hung).toBe(false)
  })

  it('the manager is down from second 15 to 45', () => {
    const { world } = play('manager-down')
    world.advance(16_000)
    expect(world.state.managerDown).toBe('refuses')
    world.advance(30_000)
    expect(world.state.managerDown).toBe('no')
  })

  it('a silent agent is no outage, and a self-test is none either', () => {
    const silent = play('comms-lost')
    silent.world.advance(30_000)
    expect(silent.world.ups('ups-row1-a')).toMatchObject({ commsLost: true, output: 'mains' })
    silent.world.advance(60_000)
    expect(silent.world.ups('ups-row1-a').commsLost).toBe(false)
    const test = play('self-test')
    test.world.advance(60_000)
    expect(test.events('test-started')).toEqual(['ups-row1-a'])
    expect(test.events('mains-lost')).toEqual([])
    expect(test.world.ups('ups-row1-a')).toMatchObject({ testResult: 'passed', output: 'mains' })
  })

  it('P8 cooling fails: the row grows hot on live mains, and cools again', () => {
    const { world, edges, events } = play('cooling-fails')
    world.advance(55_000)
    expect(world.ups('ups-row1-a')).toMatchObject({ output: 'mains', input: true })
    expect(world.ups('ups-row1-a').celsius).toBeGreaterThan(45)
    expect(world.ups('ups-row2-a').celsius).toBe(24)
    world.advance(120_000)
    expect(world.ups('ups-row1-b').celsius).toBe(24)
    expect([edges('cooling-lost', 'ups-row1-a'), edges('cooling-back', 'ups-row1-a'), events('mains-lost')]).toEqual([
      [0],
      [60],
      [],
    ])
  })

  it('an unknown one is refused', () => {
    const player = new ScenarioPlayer(new World(demoDatacenter), demoScenarios)
    expect(player.play('meteorite')).toBe(false)
  })
})
