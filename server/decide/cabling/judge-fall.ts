import type { DeviceId } from '../../domain/ids'
import type { CablingVerdict } from '../../domain/cabling'
import type { Feed } from '../../domain/world'
import { ELSEWHERE_SIGMAS, type LoadStep, seenFall, type StepNoise } from './load-step'

/** What one UPS or PDU showed while a host was switched off. */
export interface MeasuredFall {
  readonly id: DeviceId
  readonly name: string
  readonly step: LoadStep | null
  readonly noise: StepNoise
}

export interface FallQuestion {
  readonly hostName: string
  /** What it drew before, where its manager tells. */
  readonly hostWatts: number | null
  /** As people declared them, each with the device that measures it. */
  readonly declared: readonly { readonly feed: Feed; readonly measured: MeasuredFall | null }[]
  /** Everything that measures and is neither declared for this host nor in one chain with what is. */
  readonly others: readonly MeasuredFall[]
}

export interface Judgement {
  readonly feed: Feed
  readonly verdict: CablingVerdict
  readonly evidence: string
}

/** Power supplies share a load roughly evenly, and a told draw is roughly what is drawn. */
const LEAST_MATCH = 0.5
const MOST_MATCH = 2

const fallOf = ({ step }: MeasuredFall): number => -(step?.watts ?? 0)
const matches = (watts: number, expected: number): boolean => watts >= LEAST_MATCH * expected && watts <= MOST_MATCH * expected

const words = (watts: number): string => `${Math.round(watts)} W`

/** Whether a fall elsewhere is of the size that is missing: as those on the declared feeds, else as what the host drew. */
const isMissingPart = (fall: number, clear: readonly number[], { hostWatts, declared }: FallQuestion): boolean => {
  if (clear.length > 0) return clear.some((watts) => matches(fall, watts))
  return (
    hostWatts === null || hostWatts <= 0 || matches(fall, hostWatts / Math.max(1, declared.length)) || matches(fall, hostWatts)
  )
}

/**
 * What the end of one host's draw says of its cables. A fall on a declared feed proves it. A declared feed is contradicted only
 * where it shows no fall, could have shown it, and the fall is seen on another device in the size that is missing: a host that
 * draws everything by one of its power supplies (standby) shows nothing on the other feed and nothing elsewhere. Whatever is
 * between says nothing.
 */
export const judgeFall = (question: FallQuestion): readonly Judgement[] => {
  const { hostName, declared, others } = question
  const clear = declared.flatMap(({ measured }) =>
    measured !== null && seenFall(measured.step, measured.noise, null) === 'clear' ? [fallOf(measured)] : [],
  )
  const elsewhere = others
    .filter(({ step, noise }) => seenFall(step, noise, null, ELSEWHERE_SIGMAS) === 'clear')
    .filter((other) => isMissingPart(fallOf(other), clear, question))
  const largest = Math.max(0, ...elsewhere.map(fallOf))
  return declared.flatMap(({ feed, measured }): Judgement[] => {
    if (measured === null) return []
    const fall = fallOf(measured)
    const seen = seenFall(measured.step, measured.noise, largest > 0 ? largest : null)
    if (seen === 'clear')
      return [
        {
          feed,
          verdict: 'proved',
          evidence: `when ${hostName} went off, ${words(fall)} of load ended on ${measured.name}`,
        },
      ]
    // Two feeds can lack one fall only once: with several falls elsewhere, nobody knows which is whose.
    if (seen !== 'none' || elsewhere.length === 0 || elsewhere.length > declared.length - clear.length) return []
    const where = elsewhere.map((other) => `${other.name} (${words(fallOf(other))})`).join(' and ')
    return [
      {
        feed,
        verdict: 'contradicted',
        evidence: `when ${hostName} went off, its load ended on ${where}, not on ${measured.name} (${words(Math.abs(fall))} of difference)`,
      },
    ]
  })
}
