import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { type DescribedSite, siteFrom, siteSchema } from './site-file'

const id = z.union([z.number(), z.string()]).transform(String)

const moveSchema = z.object({
  id: z.literal('migrateVM'),
  vm: id,
  from: id,
  to: id,
  bw: z.number().positive(),
  start: z.number().min(0),
  end: z.number().min(0),
})

const planSchema = z.object({ origin: siteSchema, actions: z.array(z.looseObject({ id: z.string() })) })

export interface PlannedMove {
  readonly vmId: string
  readonly fromId: string
  readonly toId: string
  /** Rate that it has to itself. */
  readonly mbitPerSecond: number
  /** As the plan foresees, from its beginning. */
  readonly startSeconds: number
  readonly endSeconds: number
}

export interface MigrationPlan {
  /** The file's name without its extension. */
  readonly name: string
  readonly site: DescribedSite
  /** By their planned start. */
  readonly moves: readonly PlannedMove[]
}

const plannedMove = (action: unknown): PlannedMove => {
  const { vm, from, to, bw, start, end } = moveSchema.parse(action)
  return { vmId: vm, fromId: from, toId: to, mbitPerSecond: bw, startSeconds: start, endSeconds: end }
}

const byStart = (one: PlannedMove, other: PlannedMove): number =>
  one.startSeconds - other.startSeconds || one.endSeconds - other.endSeconds || one.vmId.localeCompare(other.vmId)

/** A plan of moves in the format of recorded instances. Actions of other kinds are left out. */
export const planFrom = (name: string, text: string): MigrationPlan => {
  try {
    const { origin, actions } = planSchema.parse(JSON.parse(text))
    const site = siteFrom(origin)
    const moves = actions.filter((action) => action.id === 'migrateVM').map(plannedMove)
    const known = new Set(site.vms.map((vm) => vm.id))
    const stranger = moves.find(({ vmId }) => !known.has(vmId))
    if (stranger !== undefined) throw new Error(`VM ${stranger.vmId} is moved, but nothing is said of it`)
    return { name, site, moves: moves.sort(byStart) }
  } catch (error) {
    throw new Error(`${name}: not a plan of moves. ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

/** All plans of a folder, in the order of their names' numbers. */
export const readPlans = (folder: string): readonly MigrationPlan[] => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  if (files.length === 0) throw new Error(`${folder}: there are no plans (*.json) in it`)
  return files
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .map((file) => planFrom(basename(file, '.json'), readFileSync(join(folder, file), 'utf8')))
}
