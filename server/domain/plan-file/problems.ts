import { z } from 'zod'
import type {
  Assignment,
  PlacementClass,
  PlacementCost,
  PlacementGroup,
  PlacementHost,
  PlacementProblem,
  PlacementVm,
} from '../placement-problem'
import type { Sequence, SequenceHost, SequenceMove, SequenceProblem, SequenceStep } from '../sequence'
import {
  SHED_DEGREES,
  type ShedBattery,
  type ShedEnd,
  type ShedHost,
  type ShedPlan,
  type ShedProblem,
  type ShedVm,
} from '../shedding'
import { numberSchema as number } from './number'

/** Problems without a datacenter in plan files: plain numbers and names, as `domain/placement-problem`, `sequence` and `shedding` say. */

type Shape<T> = Readonly<Record<keyof T, z.ZodType>>
const text = z.string()
const texts = z.array(z.string())

export const placementProblemSchema: z.ZodType<PlacementProblem> = z.strictObject({
  hosts: z.array(
    z.strictObject({
      id: text,
      memoryMiB: number,
      heldMiB: number,
      cpuThreads: number.nullable(),
      busyThreads: number,
      isSpare: z.boolean(),
    } satisfies Shape<PlacementHost>),
  ),
  vms: z.array(
    z.strictObject({
      id: text,
      memoryMiB: number,
      busyThreads: number,
      tier: z.literal([0, 1, 2, 3]),
      fromHostId: text,
      classId: text,
      fixedHostId: text.nullable(),
    } satisfies Shape<PlacementVm>),
  ),
  classes: z.array(
    z.strictObject({ id: text, against: z.array(number), doubts: z.array(number) } satisfies Shape<PlacementClass>),
  ),
  groups: z.array(
    z.strictObject({ kind: z.enum(['together', 'apart']), isHard: z.boolean(), vmIds: texts } satisfies Shape<PlacementGroup>),
  ),
  mostArrivingMiB: number.nullable(),
} satisfies Shape<PlacementProblem>)

export const assignmentSchema: z.ZodType<Assignment> = z.strictObject({
  moves: z.array(z.strictObject({ vmId: text, toHostId: text })),
  unplacedVmIds: texts,
  cost: z.strictObject({
    unplaced: z.tuple([number, number, number, number]),
    makeRoom: number,
    doubts: number,
    misplaced: number,
    peak: number,
  } satisfies Shape<PlacementCost>),
  isExact: z.boolean(),
  value: number,
  mostValue: number,
} satisfies Shape<Assignment>)

export const sequenceProblemSchema: z.ZodType<SequenceProblem> = z.strictObject({
  hosts: z.array(
    z.strictObject({
      id: text,
      memoryMiB: number,
      heldMiB: number,
      movesAtOnce: number.nullable(),
      readyAtSeconds: number,
      outLinkIds: texts.optional(),
      inLinkIds: texts.optional(),
    } satisfies Shape<SequenceHost>),
  ),
  links: z.array(z.strictObject({ id: text, mbitPerSecond: number })),
  moves: z.array(
    z.strictObject({
      id: text,
      vmId: text,
      fromHostId: text,
      toHostId: text,
      memoryMiB: number,
      copiedMiB: number,
      dirtyMiBPerSecond: number.nullable(),
      linkIds: texts,
      mbitPerSecond: number,
      weight: number,
      viaHostIds: texts.optional(),
    } satisfies Shape<SequenceMove>),
  ),
  savableVmIds: texts,
} satisfies Shape<SequenceProblem>)

export const sequenceSchema: z.ZodType<Sequence> = z.strictObject({
  steps: z.array(
    z.strictObject({
      id: text,
      moveId: text,
      kind: z.enum(['live', 'save', 'resume']),
      fromHostId: text,
      toHostId: text,
      startSeconds: number,
      endSeconds: number,
      afterIds: texts,
    } satisfies Shape<SequenceStep>),
  ),
  makespanSeconds: number,
  boundSeconds: number,
  unsolved: z.array(z.strictObject({ moveId: text, why: text })),
} satisfies Shape<Sequence>)

export const shedProblemSchema: z.ZodType<ShedProblem> = z.strictObject({
  batteries: z.array(
    z.strictObject({
      id: text,
      runtimes: z.array(z.strictObject({ watts: number, seconds: number })),
      otherWatts: number,
      reserveSeconds: number,
      cushion: number,
    } satisfies Shape<ShedBattery>),
  ),
  hosts: z.array(
    z.strictObject({
      id: text,
      feeds: z.array(z.strictObject({ batteryId: text, share: number })),
      baseWatts: number,
      endSeconds: number.nullable(),
    } satisfies Shape<ShedHost>),
  ),
  vms: z.array(
    z.strictObject({
      id: text,
      hostId: text,
      watts: number,
      value: number,
      afterIds: texts,
      limitIds: texts,
      graceSeconds: number,
      saveSeconds: number.nullable(),
      forceSeconds: number,
      endingSeconds: number.nullable(),
    } satisfies Shape<ShedVm>),
  ),
  limits: z.array(z.strictObject({ id: text, atOnce: number, atMost: number })),
  slotSeconds: number,
  slots: number,
  halfLifeSeconds: number,
} satisfies Shape<ShedProblem>)

export const shedPlanSchema: z.ZodType<ShedPlan> = z.strictObject({
  ends: z.array(
    z.strictObject({
      vmId: text,
      way: z.enum(['shutdown', 'short', 'save', 'force']),
      beginSeconds: number,
      endSeconds: number,
    } satisfies Shape<ShedEnd>),
  ),
  value: number,
  degree: z.enum(SHED_DEGREES),
} satisfies Shape<ShedPlan>)
