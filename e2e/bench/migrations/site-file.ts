import { z } from 'zod'

/** These files name nodes and VMs by number. */
const id = z.union([z.number(), z.string()]).transform(String)

const attributesSchema = z.object({
  nodes: z.record(z.string(), z.object({ boot: z.number().optional(), shutdown: z.number().optional() })).default({}),
  vms: z.record(
    z.string(),
    z.object({
      memUsed: z.number().positive(),
      dirtyRate: z.number().min(0).optional(),
      coldDirtyRate: z.number().min(0).optional(),
    }),
  ),
})

const resourceSchema = z.object({
  id: z.literal('shareableResource'),
  rcId: z.string(),
  defCapacity: z.number().default(0),
  defConsumption: z.number().default(0),
  nodes: z.record(z.string(), z.number()),
  vms: z.record(z.string(), z.number()),
})

const networkSchema = z.object({
  id: z.literal('net'),
  links: z.array(
    z.object({
      id,
      /** Mbit/s in each direction; below 0: without a limit. */
      capacity: z.number(),
      switch: id,
      physicalElement: z.object({ type: z.enum(['node', 'switch']), id }),
    }),
  ),
})

/** Hosts and VMs as the recorded instances describe them: where VMs are, what they need, what hosts have. */
export const siteSchema = z.object({
  mapping: z.object({
    onlineNodes: z.record(z.string(), z.object({ runningVMs: z.array(id), sleepingVMs: z.array(id).default([]) })),
    offlineNodes: z.array(id).default([]),
  }),
  attributes: attributesSchema,
  /** Of these, views of other kinds than a shared resource and a network are left out. */
  views: z.array(z.looseObject({ id: z.string() })),
})

export interface DescribedNode {
  readonly id: string
  readonly isOnline: boolean
  /** What VMs may hold at once. */
  readonly memoryGb: number
  readonly bootSeconds: number
  readonly shutdownSeconds: number
}

export interface DescribedVm {
  readonly id: string
  /** Null: it does not run. */
  readonly nodeId: string | null
  /** Held on its node. */
  readonly memoryGb: number
  /** Sent when it moves, in units of 10⁶ bytes. */
  readonly usedMb: number
  readonly dirtyMbPerSecond: number | null
}

export type DescribedNetwork = z.infer<typeof networkSchema>

export interface DescribedSite {
  readonly nodes: readonly DescribedNode[]
  readonly vms: readonly DescribedVm[]
  /** Null: the file says nothing of its links. */
  readonly network: DescribedNetwork | null
}

export const MEMORY = 'mem'

export const siteFrom = ({ mapping, attributes, views }: z.infer<typeof siteSchema>): DescribedSite => {
  const memory = views
    .filter((view) => view.id === 'shareableResource')
    .map((view) => resourceSchema.parse(view))
    .find(({ rcId }) => rcId === MEMORY)
  if (memory === undefined) throw new Error(`there is no view of the resource "${MEMORY}"`)
  const network = views.find((view) => view.id === 'net')
  const placed = new Map(
    Object.entries(mapping.onlineNodes).flatMap(([node, { runningVMs }]) => runningVMs.map((vm) => [vm, node])),
  )
  const nodeOf = (node: string, isOnline: boolean): DescribedNode => ({
    id: node,
    isOnline,
    memoryGb: memory.nodes[node] ?? memory.defCapacity,
    bootSeconds: attributes.nodes[node]?.boot ?? 0,
    shutdownSeconds: attributes.nodes[node]?.shutdown ?? 0,
  })
  return {
    nodes: [
      ...Object.keys(mapping.onlineNodes).map((node) => nodeOf(node, true)),
      ...mapping.offlineNodes.map((node) => nodeOf(node, false)),
    ],
    vms: Object.entries(attributes.vms).map(([vm, { memUsed, dirtyRate, coldDirtyRate }]) => ({
      id: vm,
      nodeId: placed.get(vm) ?? null,
      memoryGb: memory.vms[vm] ?? memory.defConsumption,
      usedMb: memUsed,
      dirtyMbPerSecond: dirtyRate ?? coldDirtyRate ?? null,
    })),
    network: network === undefined ? null : networkSchema.parse(network),
  }
}
