import { type Random, randomFrom } from '../fuzz/random'
import type { StoreTrouble } from './crashing-store'
import type { Scene } from './scene'
import type { ManagerMood, SimulatedWorld } from './simulated-world'
import type { CardMood } from './ups-card'

/** Something that happens to the world at a moment. */
export interface Happening {
  readonly atMs: number
  /** For the story. */
  readonly what: string
  readonly happen: () => void
}

/** All that happens in a run, in order, and when the last of it is over. */
export interface Course {
  readonly happenings: readonly Happening[]
  readonly overAtMs: number
}

const OUTAGE_AT_MS = 30_000
const MANAGER_MOODS: readonly ManagerMood[] = ['dead', 'slow', 'refuses', 'loses-answers', 'loses-answers']
const CARD_MOODS: readonly CardMood[] = ['silent', 'slow', 'wrong']

/** World seconds of the mains away and back, in turn: short, long, flapping, and again while all comes back. */
const outagesFrom = (random: Random): readonly number[] => {
  const spans: number[] = []
  const away = () => random.pick([8, 40, 90, 150, 400]) + random.below(30)
  if (random.chance(0.2)) spans.push(1 + random.below(3), 1 + random.below(3), 2, 1 + random.below(4))
  spans.push(away())
  if (random.chance(0.35)) spans.push(5 + random.below(150), away())
  return spans
}

export const courseFrom = (seed: number, scene: Scene, simulated: SimulatedWorld, store: StoreTrouble): Course => {
  const random = randomFrom(seed ^ 0x5eed)
  const { world, moods } = simulated
  const happenings: Happening[] = []
  const at = (atMs: number, what: string, happen: () => void) => void happenings.push({ atMs, what, happen })
  const group = scene.rows.length > 1 && random.chance(0.5) ? random.pick(scene.rows).name : null
  let nowMs = OUTAGE_AT_MS
  outagesFrom(random).forEach((seconds, index) => {
    const on = index % 2 === 1
    at(nowMs, `mains ${on ? 'back' : 'away'}${group === null ? '' : ` for ${group}`}`, () =>
      world.setMains(on, group === null ? 'all' : { group }),
    )
    nowMs += seconds * 1_000
  })
  const backAtMs = nowMs
  at(backAtMs, 'mains back', () => world.setMains(true))
  const span = (longest: number): readonly [number, number] => {
    const fromMs = 5_000 + random.below(backAtMs + 90_000)
    return [fromMs, fromMs + 2_000 + random.below(longest)]
  }
  const during = (what: string, longest: number, begin: () => void, end: () => void) => {
    const [fromMs, toMs] = span(longest)
    at(fromMs, what, begin)
    at(toMs, `${what}: over`, end)
  }
  for (const { name } of scene.config.upses) {
    if (!random.chance(0.3)) continue
    const mood = random.pick(CARD_MOODS)
    during(
      `the card of ${name} is ${mood}`,
      60_000,
      () => simulated.setCard(name, mood),
      () => simulated.setCard(name, 'well'),
    )
  }
  for (let count = random.below(3); count > 0; count -= 1) {
    const mood = random.pick(MANAGER_MOODS)
    during(
      `the manager: ${mood}`,
      60_000,
      () => simulated.setManager(mood),
      () => simulated.setManager('well'),
    )
  }
  for (const { name } of scene.config.vms) {
    if (random.chance(0.1))
      during(
        `${name} hangs`,
        120_000,
        () => world.setGuest(name, { hung: true }),
        () => world.setGuest(name, { hung: false }),
      )
    if (random.chance(0.04))
      during(
        `${name} cannot be ended`,
        60_000,
        () => moods.stubbornVms.add(name),
        () => moods.stubbornVms.delete(name),
      )
  }
  for (const { name } of scene.config.hosts)
    if (random.chance(0.15))
      during(
        `${name} does not wake`,
        120_000,
        () => moods.deafHosts.add(name),
        () => moods.deafHosts.delete(name),
      )
  const hold = (what: string, key: keyof StoreTrouble, longest: number) => {
    const [fromMs, toMs] = span(longest)
    at(fromMs, what, () => (store[key] = toMs))
  }
  if (random.chance(0.25)) hold('the database stalls', 'stalledUntilMs', 8_000)
  if (random.chance(0.15)) hold('the database fails', 'failsUntilMs', 8_000)
  const inOrder = happenings.toSorted((one, other) => one.atMs - other.atMs)
  return { happenings: inOrder, overAtMs: inOrder.at(-1)?.atMs ?? backAtMs }
}
