import { z } from 'zod'

const delaySeconds = z.number().int().min(0).max(86_400)
const outletId = z.string().trim().min(1).max(40)

/**
 * What a UPS can be told. Delays are from the moment it hears the command; 0 is at once. Families differ in what they call it
 * (0 is "now" in RFC 1628 and "abort" in XUPS): each translates.
 */
export const upsCommandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('self-test') }),
  z.object({ kind: z.literal('abort-test') }),
  /** `restart`: `with-mains` the output comes back by itself when mains are there (again); `stay-off` a person switches it on. */
  z.object({ kind: z.literal('output-off'), delaySeconds, restart: z.enum(['with-mains', 'stay-off']) }),
  z.object({ kind: z.literal('cancel-off') }),
  z.object({ kind: z.literal('output-on'), delaySeconds }),
  z.object({ kind: z.literal('output-cycle'), delaySeconds, offSeconds: z.number().int().min(1).max(3_600) }),
  z.object({ kind: z.literal('outlet-off'), outletId, delaySeconds }),
  z.object({ kind: z.literal('outlet-on'), outletId, delaySeconds }),
  z.object({ kind: z.literal('outlet-cycle'), outletId, delaySeconds }),
])
export type UpsCommand = z.infer<typeof upsCommandSchema>
export type UpsCommandKind = UpsCommand['kind']

export const UPS_COMMAND_KINDS = [
  'self-test',
  'abort-test',
  'output-off',
  'cancel-off',
  'output-on',
  'output-cycle',
  'outlet-off',
  'outlet-on',
  'outlet-cycle',
] as const satisfies readonly UpsCommandKind[]

export const isOfOutlet = (kind: UpsCommandKind): boolean => kind.startsWith('outlet-')

/** Takes power from whatever hangs on the output or outlet (A5). */
export const isCutting = (
  command: UpsCommand,
): command is Extract<UpsCommand, { kind: 'output-off' | 'output-cycle' | 'outlet-off' | 'outlet-cycle' }> => {
  switch (command.kind) {
    case 'output-off':
    case 'output-cycle':
    case 'outlet-off':
    case 'outlet-cycle':
      return true
    case 'self-test':
    case 'abort-test':
    case 'cancel-off':
    case 'output-on':
    case 'outlet-on':
      return false
  }
}

/** The outlet that a command is about; null: the output as a whole. */
export const outletOf = (command: UpsCommand): string | null => ('outletId' in command ? command.outletId : null)
