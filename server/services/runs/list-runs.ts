import { z } from 'zod'
import type { Run } from '../../domain/run'
import { query } from '../verb'

export const listRuns = query({
  name: 'runs.list',
  needs: 'view',
  input: z.object({ limit: z.number().int().min(1).max(500).default(50), kind: z.enum(['outage', 'maintenance']).optional() }),
  run: ({ input, read }): Promise<readonly Run[]> => read.runs.list(input),
})
