import type { Duration } from '../domain/duration'

/** Of a normal distribution: nineteen of twenty lie below so many standard deviations, nine of ten within them. */
export const Z95 = 1.6449

/** The part of how slow an action is that all actions of a site share: a slow storage, a busy network. The rest is each one's own. */
const SITE_SHARE = 0.3

/** One way in which it may go: in standard deviations, how slow the site is and how full the batteries are; and the own luck of each action, by a number. */
export interface Draw {
  readonly site: number
  readonly battery: number
  readonly seed: number
}

const TWO_32 = 4_294_967_296

/** Spreads a 32 bit number over all of them. */
const mixed = (number: number): number => {
  let bits = number
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

const hashOf = (text: string, seed: number): number => {
  let hash = mixed(seed + 0x811c_9dc5)
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193)
  return mixed(hash)
}

/** Standard normal, always the same for the same text and seed (D1: no chance in planning). */
const normalOf = (text: string, seed: number): number => {
  const hash = hashOf(text, seed)
  const radius = Math.sqrt(-2 * Math.log((hash + 0.5) / TWO_32))
  return radius * Math.cos((2 * Math.PI * (mixed(hash ^ 0x9e37_79b9) + 0.5)) / TWO_32)
}

/** How slow the action on this object is in that draw, in standard deviations. */
export const slownessOf = ({ site, seed }: Draw, objectId: string): number =>
  Math.sqrt(SITE_SHARE) * site + Math.sqrt(1 - SITE_SHARE) * normalOf(objectId, seed)

/** Log-normal through both quantiles. */
export const durationAt = ({ p50Seconds, p95Seconds }: Duration, slowness: number): number =>
  p50Seconds <= 0 ? p50Seconds : p50Seconds * (Math.max(p95Seconds, p50Seconds) / p50Seconds) ** (slowness / Z95)
