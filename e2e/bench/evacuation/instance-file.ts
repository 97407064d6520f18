import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { type DescribedSite, siteFrom, siteSchema } from '../migrations/site-file'

const id = z.union([z.number(), z.string()]).transform(String)

const fenceSchema = z.object({ id: z.literal('fence'), vm: id, nodes: z.array(id).min(1) })
const offlineSchema = z.object({ id: z.literal('offline'), node: id })

const instanceSchema = z.object({
  model: siteSchema,
  /** Of these, constraints of other kinds than a VM's new hosts and nodes that end are left out. */
  constraints: z.array(z.looseObject({ id: z.string() })),
})

export interface EvacuationInstance {
  /** The file's name without its extension. */
  readonly name: string
  readonly site: DescribedSite
  /** Where each VM may end. */
  readonly allowed: ReadonlyMap<string, readonly string[]>
  /** Nodes that are switched off at the end. */
  readonly leaving: ReadonlySet<string>
}

export const instanceFrom = (name: string, text: string): EvacuationInstance => {
  try {
    const { model, constraints } = instanceSchema.parse(JSON.parse(text))
    const fences = constraints.filter((each) => each.id === 'fence').map((each) => fenceSchema.parse(each))
    const ends = constraints.filter((each) => each.id === 'offline').map((each) => offlineSchema.parse(each))
    return {
      name,
      site: siteFrom(model),
      allowed: new Map(fences.map(({ vm, nodes }) => [vm, nodes])),
      leaving: new Set(ends.map(({ node }) => node)),
    }
  } catch (error) {
    throw new Error(`${name}: not an evacuation. ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

/** All instances of a folder, in the order of their names' numbers. */
export const readInstances = (folder: string): readonly EvacuationInstance[] => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  if (files.length === 0) throw new Error(`${folder}: there are no evacuations (*.json) in it`)
  return files
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .map((file) => instanceFrom(basename(file, '.json'), readFileSync(join(folder, file), 'utf8')))
}
