import { RECHARGE_SECONDS_PER_DISCHARGED_SECOND, type RuntimeBand } from '../domain/battery'
import type { DangerTrack, Shown } from '../domain/danger'
import { credibleValue } from '../domain/power-reading'
import { isTest, type PowerCondition, type PowerFlag, type Supply } from '../domain/power-state'
import type { UpsObservation } from '../domain/ups'
import { type DeadOutlets, deadOutletsAfter, NO_DEAD_OUTLETS } from './dead-outlets'
import { dangersAfter, dangersAfterRestart, NO_DANGERS } from './danger-track'
import { decidingRuntime, dischargeGoesOn, type DischargeStart, type KnownValue, rememberValue } from './deciding-runtime'

/** A contact is lost after so many polls in a row without an answer: one lost datagram is not an alarm. */
const MISSES_UNTIL_LOST = 2
/** From this charge on the battery counts as recharged. */
const RECHARGED_PERCENT = 95
/** Input below this is no mains, whatever a self-test flag says. */
const DEAD_INPUT_VOLTS = 50
/** Nobody knows how long the outage has lasted: assume this, so that time triggers fire rather than wait (P9). */
const UNKNOWN_OUTAGE_SECONDS = 3_600
/** Mains seen so lately that an outage seen now began now: a few polls. */
const JUST_NOW_MS = 10_000
/** A track that was kept longer ago says nothing of the power now. */
const FRESH_TRACK_MS = 60_000

/**
 * What the engine remembers of one UPS between polls: plain data, persisted, so that it survives a restart (P9).
 * Times are epoch ms of the engine's steady clock.
 */
export interface PowerTrack {
  readonly supply: Supply
  readonly flags: readonly PowerFlag[]
  readonly contact: 'ok' | 'lost' | 'never'
  readonly misses: number
  readonly contactLostAtMs: number | null
  readonly answeredAtMs: number | null
  /** Of the last answer that told everything, and not its states alone. */
  readonly measuredAtMs: number | null
  readonly lastMainsAtMs: number | null
  readonly onBatterySinceMs: number | null
  /** Seconds of earlier outages that the battery has not won back yet (P6). */
  readonly debtSeconds: number
  readonly debtAtMs: number
  readonly lowBatteryPolls: number
  readonly deadOutlets: DeadOutlets
  readonly discharge: DischargeStart | null
  readonly runtime: KnownValue | null
  readonly charge: KnownValue | null
  readonly dangers: DangerTrack
  /** It has told to supply nothing. */
  readonly off: Shown | null
  readonly message: string | null
}

export const newTrack = (): PowerTrack => ({
  supply: 'unknown',
  flags: [],
  contact: 'never',
  misses: 0,
  contactLostAtMs: null,
  answeredAtMs: null,
  measuredAtMs: null,
  lastMainsAtMs: null,
  onBatterySinceMs: null,
  debtSeconds: 0,
  debtAtMs: 0,
  lowBatteryPolls: 0,
  deadOutlets: NO_DEAD_OUTLETS,
  discharge: null,
  runtime: null,
  charge: null,
  dangers: NO_DANGERS,
  off: null,
  message: null,
})

/** P3: a self-test or calibration runs on battery by intention, so the supply stays mains — unless the input is dead as well. */
const believedSupply = (observation: UpsObservation, track: PowerTrack): Supply => {
  if (observation.supply !== 'battery' || !isTest(observation.flags)) return observation.supply
  const input = observation.readings.inputVolts
  const inputDead = input.value !== null && input.credible && input.value < DEAD_INPUT_VOLTS
  return inputDead || track.onBatterySinceMs !== null ? 'battery' : 'mains'
}

const debtNow = (track: PowerTrack, chargePercent: number | null, nowMs: number): number => {
  if (chargePercent !== null && chargePercent >= RECHARGED_PERCENT) return 0
  return Math.max(0, track.debtSeconds - (nowMs - track.debtAtMs) / 1000 / RECHARGE_SECONDS_PER_DISCHARGED_SECOND)
}

/** P9: the first thing seen is a battery. The agent's count where it is credible, else since mains were last seen, else the worst. */
const outageStart = (track: PowerTrack, observation: UpsObservation, nowMs: number): number => {
  const sawMainsBefore =
    track.contact === 'ok' && track.supply === 'mains' && track.answeredAtMs !== null && nowMs - track.answeredAtMs < JUST_NOW_MS
  if (sawMainsBefore) return nowMs
  const agent = observation.readings.secondsOnBattery
  if (agent.credible && agent.value !== null && agent.value > 0 && agent.value < 86_400) return nowMs - agent.value * 1000
  if (track.lastMainsAtMs !== null) return track.lastMainsAtMs
  return nowMs - UNKNOWN_OUTAGE_SECONDS * 1000
}

/** P7: low battery counts only with on-battery evidence, and once a second poll confirms it. */
const believedFlags = (observation: UpsObservation, supply: Supply, lowBatteryPolls: number): readonly PowerFlag[] =>
  observation.flags.filter((flag) => flag !== 'low-battery' || (supply === 'battery' && lowBatteryPolls >= 2))

/** What an answer changes of the outage that goes on, begins, ends or is not there. */
type Course = Pick<PowerTrack, 'onBatterySinceMs' | 'discharge' | 'lastMainsAtMs' | 'debtSeconds' | 'debtAtMs'>

const onBattery = (track: PowerTrack, observation: UpsObservation, charge: KnownValue | null, nowMs: number): Course => {
  const { discharge, lastMainsAtMs } = track
  const beginning = track.onBatterySinceMs === null
  return {
    onBatterySinceMs: track.onBatterySinceMs ?? outageStart(track, observation, nowMs),
    discharge:
      beginning || discharge === null
        ? { atMs: nowMs, chargePercent: charge?.value ?? null, drawn: { percentSeconds: 0, seconds: 0 } }
        : dischargeGoesOn(discharge, credibleValue(observation.readings, 'loadPercent'), track.answeredAtMs, nowMs),
    lastMainsAtMs,
    debtSeconds: beginning ? debtNow(track, track.charge?.value ?? null, nowMs) : track.debtSeconds,
    debtAtMs: beginning ? nowMs : track.debtAtMs,
  }
}

const offBattery = (track: PowerTrack, supply: Supply, charge: KnownValue | null, nowMs: number): Course => {
  const ended = track.onBatterySinceMs === null ? 0 : (nowMs - track.onBatterySinceMs) / 1000
  return {
    onBatterySinceMs: null,
    discharge: null,
    lastMainsAtMs: supply === 'mains' ? nowMs : track.lastMainsAtMs,
    debtSeconds: ended > 0 ? track.debtSeconds + ended : debtNow(track, charge?.value ?? null, nowMs),
    debtAtMs: nowMs,
  }
}

/** Takes in one answer. Every field is named, not spread: with thousands of UPSs copying costs more than all else here. */
export const trackAnswer = (track: PowerTrack, observation: UpsObservation, nowMs: number): PowerTrack => {
  if (observation.upsContact === 'lost')
    return {
      ...trackSilence(
        track,
        'The network card answers but has lost its UPS. Check the serial cable between card and UPS.',
        nowMs,
        1,
      ),
      answeredAtMs: nowMs,
    }
  const said = believedSupply(observation, track)
  // An answer that does not say where the power comes from ends no outage.
  const supply = said === 'unknown' && track.onBatterySinceMs !== null ? 'battery' : said
  const charge = rememberValue(track.charge, observation.readings.chargePercent, nowMs)
  const lowBatteryPolls = supply === 'battery' && observation.flags.includes('low-battery') ? track.lowBatteryPolls + 1 : 0
  const course: Course =
    supply === 'battery'
      ? onBattery(track, observation, charge, nowMs)
      : supply === 'unknown'
        ? track
        : offBattery(track, supply, charge, nowMs)
  return {
    supply,
    flags: believedFlags(observation, supply, lowBatteryPolls),
    contact: 'ok',
    misses: 0,
    contactLostAtMs: null,
    answeredAtMs: nowMs,
    measuredAtMs: observation.isBrief === true ? track.measuredAtMs : nowMs,
    lastMainsAtMs: course.lastMainsAtMs,
    onBatterySinceMs: course.onBatterySinceMs,
    debtSeconds: course.debtSeconds,
    debtAtMs: course.debtAtMs,
    lowBatteryPolls,
    deadOutlets: deadOutletsAfter(track.deadOutlets, observation.outlets),
    discharge: course.discharge,
    runtime: rememberValue(track.runtime, observation.readings.runtimeSeconds, nowMs),
    charge,
    dangers: dangersAfter(track.dangers, observation, nowMs),
    off: supply === 'off' ? { sinceMs: track.off?.sinceMs ?? nowMs, seenMs: nowMs } : null,
    message: null,
  }
}

/** What a kept track is worth to an engine that starts: an old one remembers these, and believes nothing else until an answer (P9). */
export const trackAfterRestart = (kept: PowerTrack, nowMs: number): PowerTrack => {
  const clamp = (atMs: number | null): number | null => (atMs === null ? null : Math.min(atMs, nowMs))
  const track: PowerTrack = {
    ...kept,
    misses: 0,
    lowBatteryPolls: 0,
    deadOutlets: NO_DEAD_OUTLETS,
    answeredAtMs: clamp(kept.answeredAtMs),
    // A track that an older release kept has none.
    measuredAtMs: clamp(kept.measuredAtMs ?? null),
    lastMainsAtMs: clamp(kept.lastMainsAtMs),
    onBatterySinceMs: clamp(kept.onBatterySinceMs),
    contactLostAtMs: clamp(kept.contactLostAtMs),
    debtAtMs: Math.min(kept.debtAtMs, nowMs),
    dangers: dangersAfterRestart(kept.dangers, nowMs),
  }
  if (track.answeredAtMs !== null && nowMs - track.answeredAtMs <= FRESH_TRACK_MS) return track
  return {
    ...newTrack(),
    lastMainsAtMs: track.lastMainsAtMs,
    debtSeconds: track.debtSeconds,
    debtAtMs: track.debtAtMs,
    // Dangers, with no time, until it says that they have ended; and what its next temperature is measured against (P4).
    dangers: track.dangers,
  }
}

/** Takes in a poll that brought nothing. What was believed stays believed; on battery the time goes on counting (P2). */
export const trackSilence = (
  track: PowerTrack,
  message: string,
  nowMs: number,
  missesUntilLost = MISSES_UNTIL_LOST,
): PowerTrack => {
  const misses = track.misses + 1
  if (track.contact === 'never') return { ...track, misses, message }
  if (misses < missesUntilLost) return { ...track, misses }
  return { ...track, misses, contact: 'lost', contactLostAtMs: track.contactLostAtMs ?? nowMs, message }
}

/** Our own count, in the outage's disfavour where outages follow each other (P1, P6). Null: not on battery. */
export const secondsOnBattery = (track: PowerTrack, nowMs: number): number | null =>
  track.onBatterySinceMs === null ? null : (nowMs - track.onBatterySinceMs) / 1000 + track.debtSeconds

/** Condition for people and for groups. */
export const conditionOf = (track: PowerTrack): PowerCondition => ({
  supply: track.supply,
  contact: track.contact === 'ok' ? 'ok' : 'lost',
  flags: track.flags,
})

export const runtimeForDecisions = (
  track: PowerTrack,
  loadPercent: number | null,
  nowMs: number,
  modelled: RuntimeBand | null = null,
): { seconds: number | null; reason: string } =>
  decidingRuntime({
    runtime: track.runtime,
    charge: track.charge,
    discharge: track.supply === 'battery' ? track.discharge : null,
    loadPercent,
    contactLost: track.contact === 'lost',
    modelled,
    nowMs,
  })
