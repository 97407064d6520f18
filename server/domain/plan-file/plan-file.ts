import { z } from 'zod'
import { hostIdSchema, vmIdSchema } from '../ids'
import { contentSchema, deviceSchema, forecastSchema, groupSchema } from './forecast'
import { jsonOf, numberSchema as number } from './number'
import {
  assignmentSchema,
  placementProblemSchema,
  sequenceProblemSchema,
  sequenceSchema,
  shedPlanSchema,
  shedProblemSchema,
} from './problems'
import { stepSchema, worldSchema } from './world'

/**
 * A question to the planner with its answer, and what an independent checker says of it (docs/plan-file.md): all that its verdict
 * stands on, so that it can be had again anywhere. Names and sizes of VMs and hosts are in it; no address of a manager, no credential.
 */

const FORMAT = 'ridethrough-plan'
const VERSION = 1

const violationSchema = z.strictObject({
  /** The step, or null: the plan as a whole. */
  subject: z.string().nullable(),
  rule: z.string(),
  message: z.string(),
})
export type PlanViolation = Readonly<z.infer<typeof violationSchema>>

const head = {
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  madeAt: z.iso.datetime().describe('when the plan was checked, UTC'),
  violations: z.array(violationSchema).readonly().describe('what the checker said then; empty: it accepted the plan'),
}

export const planFileSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...head,
    kind: z.literal('run'),
    question: z.strictObject({
      world: worldSchema,
      earlier: z.array(stepSchema).readonly().describe('steps that the run had before'),
      hostsInTrouble: z.array(hostIdSchema).readonly().describe('whose power does not outlast the plan (D4)'),
      elsewhere: z.array(stepSchema).readonly().describe('steps of other runs'),
      chosenVmIds: z
        .array(vmIdSchema)
        .readonly()
        .optional()
        .describe('whose target a person chose: all others leave what their cluster keeps (D4); absent: not looked at'),
    }),
    answer: z.strictObject({ steps: z.array(stepSchema).readonly() }),
  }),
  z.strictObject({ ...head, kind: z.literal('placement'), question: placementProblemSchema, answer: assignmentSchema }),
  z.strictObject({ ...head, kind: z.literal('sequence'), question: sequenceProblemSchema, answer: sequenceSchema }),
  z.strictObject({
    ...head,
    kind: z.literal('forecast'),
    question: z.strictObject({
      content: contentSchema,
      world: worldSchema,
      group: groupSchema,
      devices: z.array(deviceSchema).readonly(),
      fromSeconds: number.describe('since the mains failed: what is so now; all that the forecast says is later'),
      totalWatts: number,
      watts: z.record(z.string(), number).describe('by VM or host: what of the load ends with it'),
    }),
    answer: forecastSchema,
  }),
  z.strictObject({ ...head, kind: z.literal('shedding'), question: shedProblemSchema, answer: shedPlanSchema }),
])
export type PlanFile = Readonly<z.infer<typeof planFileSchema>>
/** Without what every kind has. */
export type PlanQuestion = PlanFile extends infer Kind ? (Kind extends PlanFile ? Omit<Kind, keyof typeof head> : never) : never

export const planFileOf = (plan: PlanQuestion, violations: readonly PlanViolation[], madeAt: Date): PlanFile => ({
  format: FORMAT,
  version: VERSION,
  madeAt: madeAt.toISOString(),
  violations,
  ...plan,
})

/** The format as a JSON schema: docs/plan-file.schema.json. */
export const planFileJsonSchema = (): unknown => z.toJSONSchema(planFileSchema, { io: 'input' })

/** As it stands on disk: indented, with a line end. */
export const planFileText = (file: PlanFile): string => `${JSON.stringify(file, jsonOf, 2)}\n`

/** It is no plan file, or of another version; the message says what is wrong, and where. */
export class PlanFileError extends Error {
  override readonly name = 'PlanFileError'
}

const headSchema = z.object({ format: z.literal(FORMAT), version: z.number() })

const whereIn = (path: readonly PropertyKey[]): string => (path.length === 0 ? 'the file' : path.map(String).join('.'))

/** Throws `PlanFileError`. */
export const readPlanFile = (text: string): PlanFile => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new PlanFileError(`This is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const known = headSchema.safeParse(json)
  if (!known.success) throw new PlanFileError(`This is no plan file: it does not begin with "format": "${FORMAT}" and a version.`)
  if (known.data.version !== VERSION)
    throw new PlanFileError(`This plan file is of version ${known.data.version}; version ${VERSION} can be read here.`)
  const read = planFileSchema.safeParse(json)
  if (read.success) return read.data
  const [first] = read.error.issues
  throw new PlanFileError(
    first === undefined
      ? 'The plan file cannot be read.'
      : `The plan file cannot be read at ${whereIn(first.path)}: ${first.message}`,
  )
}
