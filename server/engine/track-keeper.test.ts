import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newTrack, trackAnswer, type PowerTrack } from '../decide/power-track'
import { deviceIdSchema } from '../domain/ids'
import { observation } from '../testing/power-samples'
import { openServiceWorld, type ServiceWorld } from '../testing/service-world'
import { TrackKeeper } from './track-keeper'

const T0 = 1_700_000_000_000
const [calm, hot] = [deviceIdSchema.parse('calm'), deviceIdSchema.parse('hot')]
let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
})
afterEach(() => world.close())

it('P9 P8 what is known of a UPS, and since when it shows a danger, outlasts the engine', async () => {
  const heard = (celsius: number): PowerTrack =>
    [0, 2, 4].reduce(
      (track, seconds) =>
        trackAnswer(
          track,
          observation({ flags: celsius > 30 ? ['overload'] : [], values: { temperatureCelsius: celsius + seconds } }),
          T0 + seconds * 1000,
        ),
      newTrack(),
    )
  const tracks = new Map([
    [calm, heard(20)],
    [hot, heard(40)],
  ])
  const keeper = () => new TrackKeeper(world.store, pino({ level: 'silent' }))
  await keeper().save(tracks)
  expect(await keeper().load(T0 + 6_000)).toEqual(tracks)
  const changed = keeper()
  changed.changed(hot)
  await changed.saveIfDue(tracks, T0 + 6_000)
  expect((await keeper().load(T0 + 6_000)).get(hot)?.dangers.heat?.steps).toEqual([
    { celsius: 40, sinceMs: T0 },
    { celsius: 42, sinceMs: T0 + 2_000 },
    { celsius: 44, sinceMs: T0 + 4_000 },
  ])
})
