import { READING_NAMES, type ReadingName, readingsFrom, type PowerReading } from '../../../domain/power-reading'
import type { UpsObservation } from '../../../domain/ups'
import { chosenReading } from '../merging/merge-readings'
import { mergeSupply } from '../merging/merge-supply'
import { mergeTold } from '../merging/merge-observations'
import type { Told } from '../merging/told'
import { everythingOf, proofOids } from './family-reads'
import { type Contribution, neededObjects } from './needed-objects'
import type { SnmpFamily } from './snmp-family'
import type { SnmpAnswers } from './snmp-answers'

export interface FamilyTold extends Told {
  readonly source: SnmpFamily
}

/** What a whole poll found, and what short ones need to go on from it. */
export interface WholePoll {
  readonly told: readonly FamilyTold[]
  /** One for each that told. */
  readonly contributions: readonly Contribution[]
  /** Everything of the richest; of the others their states, and the values that only they have. */
  readonly shortOids: readonly string[]
  /** The poorer families' states as they were. */
  readonly proofs: string
  /** What the richest family said, but for the size of its values. */
  readonly picture: string
  /** How many short polls may follow. */
  readonly shortPolls: number
}

/** Changes so seldom that the value of the last whole poll does. */
const settled: readonly ReadingName[] = ['nominalWatts', 'nominalVoltAmperes', 'lowBatteryRuntimeSeconds']

/** 20 s on mains, 3 s on battery. */
const shortPollsOn = { mains: 9, bypass: 9, off: 9, battery: 2, unknown: 0 } as const

export const pictureOf = ({ supply, flags, upsContact, alarms, readings }: UpsObservation): string =>
  JSON.stringify([
    supply,
    upsContact,
    flags,
    alarms,
    READING_NAMES.filter((name) => readings[name].value !== null && readings[name].credible),
  ])

export const proofsIn = (told: readonly FamilyTold[], answers: SnmpAnswers): string =>
  JSON.stringify(proofOids(told.map(({ source }) => source)).map((oid) => answers.get(oid) ?? null))

const contributionsOf = (told: readonly FamilyTold[]): readonly Contribution[] => {
  const outletsFrom = told.findIndex(({ observation }) => observation.outlets.length > 0)
  return told.map((_, place) => ({
    names: READING_NAMES.filter((name) => !settled.includes(name) && chosenReading(told, name)?.from === place),
    outlets: outletsFrom === place,
  }))
}

const nothing: Contribution = { names: [], outlets: false }
const contributes = ({ names, outlets }: Contribution): boolean => names.length > 0 || outlets

const isAsBefore = (before: WholePoll, told: readonly FamilyTold[], contributions: readonly Contribution[]): boolean =>
  JSON.stringify([told.map(({ family }) => family), contributions]) ===
  JSON.stringify([before.told.map(({ family }) => family), before.contributions])

/** `told`: what the families of substance said, the richest first. */
export const wholePoll = (
  before: WholePoll | null,
  told: readonly FamilyTold[],
  answers: SnmpAnswers,
  merged: UpsObservation,
): WholePoll => {
  const contributions = contributionsOf(told)
  const [richest, ...poorer] = told
  const shortOids = () => {
    const needed = poorer.flatMap(({ source }, place) => neededObjects(source, answers, contributions[place + 1] ?? nothing))
    const all = everythingOf(told.slice(0, 1).map(({ source }) => source))
    return [...new Set([...all, ...proofOids(poorer.map(({ source }) => source)), ...needed])]
  }
  return {
    told,
    contributions,
    // Finding out what is needed costs more than a poll: only where something is new.
    shortOids: before !== null && isAsBefore(before, told, contributions) ? before.shortOids : shortOids(),
    proofs: proofsIn(poorer, answers),
    picture: richest === undefined ? '' : pictureOf(richest.observation),
    // Families that contradict each other are all read until they agree.
    shortPolls: mergeSupply(told).contradiction === null ? shortPollsOn[merged.supply] : 0,
  }
}

/** A poorer family as the whole poll found it, with the values that only it has as they are now, and no others. */
const refreshed = (one: FamilyTold, contribution: Contribution, answers: SnmpAnswers): Told => {
  const now = contributes(contribution) ? one.source.observe(answers, new Map()) : one.observation
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const name of settled) given[name] = one.observation.readings[name]
  for (const name of contribution.names) given[name] = now.readings[name]
  return {
    ...one,
    observation: {
      ...one.observation,
      readings: readingsFrom(given),
      outlets: contribution.outlets ? now.outlets : one.observation.outlets,
    },
  }
}

/** `observation`: what the richest family says now, the picture being the same. */
export const mergeShort = (whole: WholePoll, observation: UpsObservation, answers: SnmpAnswers): UpsObservation =>
  mergeTold(
    whole.told.map((one, place) =>
      place === 0 ? { ...one, observation } : refreshed(one, whole.contributions[place] ?? nothing, answers),
    ),
  )
