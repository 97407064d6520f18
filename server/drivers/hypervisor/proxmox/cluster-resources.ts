import { z } from 'zod'
import type { CallOptions } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { mapInTurns, Turns } from '../../protocols/turns'
import type { PveClient } from './client'
import { notReadInTime, type PveResult, unreadableAnswer } from './failure'
import { type Resource, resourceSchema } from './wire'

/** Read line by line, in turns: with thousands of guests it is long. */
const linesSchema = z.array(z.unknown())

/** The cluster's overview, or what there is of one type in it. */
export const clusterResources = async (
  client: PveClient,
  type: 'vm' | 'node' | 'storage' | null,
  options: CallOptions,
): Promise<PveResult<readonly Resource[]>> => {
  const budget = budgetOf(options)
  const listed = await client.get('/cluster/resources', type === null ? {} : { type }, linesSchema, budget())
  if (listed.kind !== 'ok') return listed
  const read = await mapInTurns(listed.value, new Turns(budget()), (line) => resourceSchema.safeParse(line))
  if (read === null) return notReadInTime()
  const resources: Resource[] = []
  for (const [index, line] of read.entries()) {
    if (!line.success)
      return unreadableAnswer('Proxmox VE', false, [index, ...(line.error.issues[0]?.path ?? [])].map(String).join('.'))
    resources.push(line.data)
  }
  return { kind: 'ok', value: resources }
}
