import { z } from 'zod'
import { hostIdSchema } from '../../domain/ids'
import { evacuationChoiceSchema } from '../../domain/order'
import type { EvacuationPreview } from '../../domain/preflight'
import { previewEvacuation } from '../../planner/evacuation'
import { knownHost } from '../known-host'
import { query } from '../verb'
import { worldOf } from '../world-of'

/** What entering maintenance would do to each VM of the host, now. */
export const previewMaintenance = query({
  name: 'maintenance.preview',
  needs: 'view',
  input: z.object({ hostId: hostIdSchema, choices: z.array(evacuationChoiceSchema).default([]) }),
  async run({ input, read }): Promise<EvacuationPreview> {
    const host = await knownHost(read, input.hostId)
    return previewEvacuation({ world: await worldOf(read), hostId: host.id, choices: input.choices })
  },
})
