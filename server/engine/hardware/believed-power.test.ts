import { expect, it } from 'vitest'
import { UNDOUBTED, weighPower } from './believed-power'

const up = { connection: 'up', stale: false } as const
const down = { connection: 'down', stale: false } as const

it('A5 a BMC that says "off" of a running host for minutes is another machine’s, until it says "on"', () => {
  let belief = weighPower(UNDOUBTED, 'off', up, 0)
  expect(belief.doubted).toBe(false)
  belief = weighPower(belief, 'off', up, 119_000)
  expect(belief.doubted).toBe(false)
  belief = weighPower(belief, 'off', up, 120_000)
  expect(belief.doubted).toBe(true)
  // The host goes off as well: what the BMC says is no more worth for that.
  belief = weighPower(belief, 'off', down, 200_000)
  expect(belief.doubted).toBe(true)
  expect(weighPower(belief, 'on', up, 300_000)).toEqual(UNDOUBTED)
})

it('a host that was switched off and is still called up for a while raises no doubt', () => {
  let belief = weighPower(UNDOUBTED, 'on', up, 0)
  belief = weighPower(belief, 'off', up, 10_000)
  belief = weighPower(belief, 'off', down, 70_000)
  expect(belief).toEqual(UNDOUBTED)
  expect(weighPower(belief, 'off', { connection: 'up', stale: true }, 400_000)).toEqual(UNDOUBTED)
})
