import { z } from 'zod'
import { runIdSchema } from '../../domain/ids'
import { type RunWithSteps, withoutRecords } from '../../domain/run'
import { notFound } from '../service-error'
import { query } from '../verb'

export const getRun = query({
  name: 'runs.get',
  needs: 'view',
  input: z.object({ runId: runIdSchema }),
  async run({ input, read }): Promise<RunWithSteps> {
    const run = await read.runs.get(input.runId)
    if (run === null) throw notFound('This run')
    return withoutRecords(run)
  },
})
