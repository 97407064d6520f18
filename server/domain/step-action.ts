import { z } from 'zod'
import { vmActionSchema } from './plan'
import type { StepAction } from './run'

export const stepActionSchema = z.union([
  vmActionSchema,
  z.enum([
    'start',
    'migrate-home',
    'enter-maintenance',
    'exit-maintenance',
    'shutdown-host',
    'power-on-host',
    'reboot-host',
    'disarm',
    'restore',
  ]),
]) satisfies z.ZodType<StepAction>
