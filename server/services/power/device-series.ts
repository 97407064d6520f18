import { z } from 'zod'
import { deviceIdSchema } from '../../domain/ids'
import { SAMPLED_READINGS } from '../../store/store'
import { query } from '../verb'

/** One reading over time, in at most `points` buckets. */
export const deviceSeries = query({
  name: 'power.series',
  needs: 'view',
  input: z
    .object({
      deviceId: deviceIdSchema,
      reading: z.enum(SAMPLED_READINGS),
      fromMs: z.number().int().min(0),
      toMs: z.number().int().min(0),
      points: z.number().int().min(1).max(2_000),
    })
    .refine(({ fromMs, toMs }) => fromMs < toMs, 'The span must end after it begins'),
  run: ({ input, samples }) => samples.series(input.deviceId, input.reading, input.fromMs, input.toMs, input.points),
})
