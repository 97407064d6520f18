import type { Temperature, Thermometer } from '../domain/danger'

const MINUTE_MS = 60_000
/** From one answer to the next, within a minute, no room and no battery warms by more. */
const JUMP_CELSIUS = 8
/** As fast as rooms without cooling warm. */
const DRIFT_CELSIUS_PER_MINUTE = 3
/** What stands still moves by so much. */
const STEADY_CELSIUS = 3
const STEADY_MS = 5 * MINUTE_MS
/** A longer silence says nothing of whether it stood still. */
const MOST_SILENCE_MS = MINUTE_MS

const minutesSince = ({ atMs }: Temperature, now: Temperature): number => Math.max(0, now.atMs - atMs) / MINUTE_MS
const apart = (before: Temperature, now: Temperature): number => Math.abs(now.celsius - before.celsius)

/** The same sensor may say so after what it said before. */
const follows = (before: Temperature, now: Temperature): boolean =>
  before.source === now.source &&
  apart(before, now) <= JUMP_CELSIUS + DRIFT_CELSIUS_PER_MINUTE * Math.max(0, minutesSince(before, now) - 1)

/** Since the doubt began it has moved as temperatures do. */
const isSteady = ({ last, doubt }: Thermometer, now: Temperature): boolean =>
  doubt !== null &&
  follows(last, now) &&
  now.atMs >= last.atMs &&
  now.atMs - last.atMs <= MOST_SILENCE_MS &&
  apart(doubt.from, now) <= STEADY_CELSIUS + DRIFT_CELSIUS_PER_MINUTE * minutesSince(doubt.from, now)

/**
 * P4: an agent that does not answer for one sensor may be read at another (25 °C at the battery, 45 °C inside), a sensor whose wire
 * breaks shows its end of the scale, and a card that is set to Fahrenheit says 75. What jumps, or comes from elsewhere, is doubted
 * until it has moved for minutes as temperatures do.
 */
export const thermometerAfter = (before: Thermometer | null, now: Temperature): Thermometer => {
  if (before === null) return { last: now, doubt: null }
  const { last, doubt } = before
  if (doubt === null) return { last: now, doubt: follows(last, now) ? null : { from: now, trusted: last } }
  // A few odd answers, and then it goes on where it was.
  if (now.atMs - doubt.trusted.atMs <= MINUTE_MS && follows(doubt.trusted, now)) return { last: now, doubt: null }
  if (!isSteady(before, now)) return { last: now, doubt: { ...doubt, from: now } }
  return { last: now, doubt: now.atMs - doubt.from.atMs >= STEADY_MS ? null : doubt }
}
