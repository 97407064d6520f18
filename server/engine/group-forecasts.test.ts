import { describe, expect, it } from 'vitest'
import type { Forecast } from '../domain/forecast'
import type { PowerGroupId } from '../domain/ids'
import type { Pieces } from '../planner/pieces'
import { groupId } from '../testing/world-samples'
import { EVERY_MS, GroupForecasts } from './group-forecasts'

const rows = groupId('rows')
const hall = groupId('hall')
const forecastOf = (marginSeconds: number): Forecast => ({
  verdict: 'clean',
  vmCount: 0,
  cutOff: [],
  marginSeconds,
  endsAtSeconds: null,
  emptyAtSeconds: null,
  reserveSeconds: 0,
  battery: [],
  stages: [],
  bars: [],
  notes: [],
})

const sitting = () => {
  let nowMs = 0
  const told: (readonly [PowerGroupId, number | null])[] = []
  const errors: unknown[] = []
  let late = 0
  const forecasts = new GroupForecasts({
    now: () => nowMs,
    log: { error: (error: unknown) => void errors.push(error) },
    onForeseen: (id, { marginSeconds }) => told.push([id, marginSeconds]),
    onLate: () => (late += 1),
  })
  const quick = (margin: number) =>
    function* (): Pieces<Forecast> {
      yield
      return forecastOf(margin)
    }
  /** Goes on over several turns; `between` happens in the middle of it. */
  const slow = (margin: number, between: () => void = () => undefined) =>
    function* (): Pieces<Forecast> {
      nowMs += 1_000
      yield
      between()
      yield
      return forecastOf(margin)
    }
  return { forecasts, told, errors, quick, slow, pass: (ms: number) => (nowMs += ms), late: () => late }
}

describe('what would happen to each group', () => {
  it('is known at once where it is quickly foreseen', () => {
    const { forecasts, told, quick, late } = sitting()
    expect(forecasts.of(rows)).toBeNull()
    forecasts.ask(rows, quick(60))
    forecasts.ask(hall, quick(90))
    void forecasts.foresee()
    expect([rows, hall].map((id) => forecasts.of(id)?.marginSeconds)).toEqual([60, 90])
    expect(told).toEqual([
      [rows, 60],
      [hall, 90],
    ])
    expect(late()).toBe(0)
  })

  it('lets others go first where it takes long, and says when it is known', async () => {
    const { forecasts, slow, quick, late } = sitting()
    let others = 0
    setImmediate(() => (others += 1))
    forecasts.ask(rows, slow(60))
    forecasts.ask(hall, quick(90))
    const answered = forecasts.foresee()
    expect(forecasts.of(rows)).toBeNull()
    await answered
    expect(others).toBe(1)
    expect([rows, hall].map((id) => forecasts.of(id)?.marginSeconds)).toEqual([60, 90])
    expect(late()).toBe(2)
  })

  it('is foreseen anew every two seconds, more rarely where it takes long, and until then stays', async () => {
    const { forecasts, told, quick, slow, pass } = sitting()
    const ask = (id: PowerGroupId, foresee: () => Pieces<Forecast>) => {
      forecasts.ask(id, foresee)
      return forecasts.foresee()
    }
    await ask(rows, quick(60))
    pass(1_999)
    await ask(rows, quick(50))
    expect(forecasts.of(rows)?.marginSeconds).toBe(60)
    pass(1)
    await ask(rows, quick(40))
    expect(forecasts.of(rows)?.marginSeconds).toBe(40)
    await ask(hall, slow(90))
    pass(3_999)
    await ask(hall, quick(80))
    expect(forecasts.of(hall)?.marginSeconds).toBe(90)
    pass(1)
    await ask(hall, quick(70))
    expect(forecasts.of(hall)?.marginSeconds).toBe(70)
    expect(told.map(([, margin]) => margin)).toEqual([60, 40, 90, 70])
  })

  it('A6 is foreseen anew every second while the group is in trouble: the margin is as old as the last sample', async () => {
    const { forecasts, quick, pass } = sitting()
    const ask = (margin: number) => {
      forecasts.ask(rows, quick(margin), EVERY_MS.inTrouble)
      return forecasts.foresee()
    }
    await ask(60)
    pass(999)
    await ask(50)
    expect(forecasts.of(rows)?.marginSeconds).toBe(60)
    pass(1)
    await ask(40)
    expect(forecasts.of(rows)?.marginSeconds).toBe(40)
  })

  it('A6 follows a group at once into the pace of its outage', async () => {
    const { forecasts, quick, pass } = sitting()
    forecasts.ask(rows, quick(60))
    await forecasts.foresee()
    pass(1_200)
    forecasts.ask(rows, quick(40), EVERY_MS.inTrouble)
    await forecasts.foresee()
    expect(forecasts.of(rows)?.marginSeconds).toBe(40)
  })

  it('stands on what was asked last, where it had to wait for its turn', async () => {
    const { forecasts, told, slow, quick } = sitting()
    forecasts.ask(
      rows,
      slow(60, () => forecasts.ask(hall, quick(70))),
    )
    forecasts.ask(hall, quick(90))
    await forecasts.foresee()
    expect(told).toEqual([
      [rows, 60],
      [hall, 70],
    ])
  })

  it('is not told where what was asked stands no more', async () => {
    const { forecasts, told, slow, quick } = sitting()
    const change = () => {
      forecasts.forget()
      forecasts.ask(rows, quick(30))
    }
    forecasts.ask(rows, slow(60, change))
    forecasts.ask(hall, quick(90))
    await forecasts.foresee()
    expect(told).toEqual([[rows, 30]])
    expect(forecasts.of(hall)).toBeNull()
  })

  it('of one group is made where that of another fails', async () => {
    const { forecasts, errors, told, quick } = sitting()
    forecasts.ask(rows, () => {
      throw new Error('a defect')
    })
    forecasts.ask(hall, quick(90))
    await forecasts.foresee()
    expect(errors).toHaveLength(1)
    expect(told).toEqual([[hall, 90]])
    forecasts.ask(rows, quick(60))
    await forecasts.foresee()
    expect(forecasts.of(rows)?.marginSeconds).toBe(60)
  })
})
