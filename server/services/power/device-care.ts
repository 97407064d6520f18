import { z } from 'zod'
import { batteryDueAtMs, NO_CARE } from '../../domain/care'
import { deviceIdSchema } from '../../domain/ids'
import { notFound } from '../service-error'
import { query } from '../verb'

const TESTS_SHOWN = 20

/** What is set about a UPS's care, its newest self-tests, and what its battery was worth month by month. */
export const deviceCare = query({
  name: 'power.care',
  needs: 'view',
  input: z.object({ deviceId: deviceIdSchema }),
  async run({ input: { deviceId }, read }) {
    if ((await read.devices.get(deviceId)) === null) throw notFound('This UPS')
    const care = (await read.care.get(deviceId)) ?? NO_CARE
    const [tests, months] = [await read.care.tests(deviceId, TESTS_SHOWN), await read.care.months(deviceId)]
    return { care, batteryDueAtMs: batteryDueAtMs(care), tests, months }
  },
})
