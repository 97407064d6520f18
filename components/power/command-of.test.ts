import { expect, it } from 'vitest'
import { UPS_COMMAND_KINDS, upsCommandSchema } from '@/server/domain/ups-command'
import { commandOf } from './command-of'

const form = { outletId: '2', delaySeconds: 30, restart: 'with-mains' } as const

it('every kind becomes a command that the service takes', () => {
  for (const kind of UPS_COMMAND_KINDS) expect(upsCommandSchema.parse(commandOf(kind, form))).toMatchObject({ kind })
})

it('an off carries its delay and what comes after; an outlet its number', () => {
  expect(commandOf('output-off', form)).toEqual({ kind: 'output-off', delaySeconds: 30, restart: 'with-mains' })
  expect(commandOf('outlet-cycle', form)).toEqual({ kind: 'outlet-cycle', outletId: '2', delaySeconds: 30 })
})
