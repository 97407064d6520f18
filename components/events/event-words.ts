import { z } from 'zod'
import type { Messages } from '@/components/messages/messages'
import type { JournalEntry } from '@/server/domain/journal'
import { planModeSchema } from '@/server/domain/plan'
import { POWER_FLAGS, powerStateOf, SUPPLIES, type PowerFlag } from '@/server/domain/power-state'
import { UPS_COMMAND_KINDS } from '@/server/domain/ups-command'

export interface ToldEvent extends Pick<JournalEntry, 'kind' | 'message'> {
  readonly object: Pick<JournalEntry['object'], 'name'>
  readonly data: unknown
}

const conditionSchema = z.object({
  supply: z.enum(SUPPLIES),
  contact: z.enum(['ok', 'lost']).default('ok'),
  flags: z.array(z.enum(POWER_FLAGS)),
})
const changeSchema = z.object({ before: conditionSchema, after: conditionSchema })
const modeSchema = z.object({ after: planModeSchema })
const commandSchema = z.object({
  command: z.object({ kind: z.enum(UPS_COMMAND_KINDS), outletId: z.string().nullable().default(null) }),
})
const refusedSchema = z.object({ verb: z.string() })
const claimSchema = z.object({ meaning: z.string(), from: z.string() })

/** They come and go all the time: nobody need be told. */
const QUIET: readonly PowerFlag[] = ['charging', 'boost', 'trim']

const ofFlags = (name: string, { before, after }: z.infer<typeof changeSchema>, m: Messages): string | null => {
  const loud = (flags: readonly PowerFlag[], others: readonly PowerFlag[]): readonly PowerFlag[] =>
    flags.filter((flag) => !others.includes(flag) && !QUIET.includes(flag))
  const words = [
    ...loud(after.flags, before.flags).map((flag) => m.device.flags[flag]),
    ...loud(before.flags, after.flags).map((flag) => m.events.over(m.device.flags[flag])),
  ]
  return words.length === 0 ? null : m.events.flagsChanged(name, words.join(', '))
}

const told = ({ kind, message, object: { name }, data }: ToldEvent, m: Messages): string | null => {
  switch (kind) {
    case 'power.supply-changed':
    case 'power.flags-changed':
    case 'power.contact-made': {
      const change = changeSchema.safeParse(data).data
      if (change === undefined) return null
      if (kind === 'power.flags-changed') return ofFlags(name, change, m)
      return kind === 'power.contact-made'
        ? m.events.contactMade(name, m.status.power[powerStateOf(change.after)])
        : m.events.supplyChanged(name, m.events.supply[change.before.supply], m.events.supply[change.after.supply])
    }
    case 'power.contact-restored':
      return m.events.contactRestored(name)
    case 'power.trap': {
      const claim = claimSchema.safeParse(data).data
      if (claim === undefined) return null
      return m.events.claimed(name, m.events.claims[claim.meaning] ?? claim.meaning, claim.from)
    }
    case 'request.refused': {
      const verb = refusedSchema.safeParse(data).data?.verb
      return verb !== undefined && message.startsWith(`${verb}: `) ? m.events.refused(message.slice(verb.length + 2)) : null
    }
    case 'plan.mode-changed': {
      const mode = modeSchema.safeParse(data).data?.after
      return mode === undefined ? null : m.events.planMode(name, m.status.mode[mode])
    }
    case 'device.command-ordered': {
      const command = commandSchema.safeParse(data).data?.command
      if (command === undefined) return null
      const outlet = command.outletId === null ? null : m.power.outletNamed(command.outletId, null)
      return m.events.commandOrdered(name, m.care.on(m.care.kinds[command.kind], outlet))
    }
    default:
      return null
  }
}

/** What happened, in the reader's language where kind and data say enough; else the recorded sentence. */
export const eventWords = (event: ToldEvent, m: Messages): string => told(event, m) ?? event.message
