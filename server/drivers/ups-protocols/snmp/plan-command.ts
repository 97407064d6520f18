import { UPS_COMMAND_KINDS, type UpsCommand, type UpsCommandKind } from '../../../domain/ups-command'
import type { CommandPlan, SnmpCommands } from './commands'

/** What a family makes of a command; null: it has no way for it. */
export const planCommand = (
  commands: SnmpCommands,
  command: UpsCommand,
): CommandPlan | { readonly impossible: string } | null => {
  switch (command.kind) {
    case 'self-test':
      return commands['self-test']?.(command) ?? null
    case 'abort-test':
      return commands['abort-test']?.(command) ?? null
    case 'output-off':
      return commands['output-off']?.(command) ?? null
    case 'cancel-off':
      return commands['cancel-off']?.(command) ?? null
    case 'output-on':
      return commands['output-on']?.(command) ?? null
    case 'output-cycle':
      return commands['output-cycle']?.(command) ?? null
    case 'outlet-off':
      return commands['outlet-off']?.(command) ?? null
    case 'outlet-on':
      return commands['outlet-on']?.(command) ?? null
    case 'outlet-cycle':
      return commands['outlet-cycle']?.(command) ?? null
  }
}

export const kindsOf = (commands: SnmpCommands): readonly UpsCommandKind[] =>
  UPS_COMMAND_KINDS.filter((kind) => commands[kind] !== undefined)
