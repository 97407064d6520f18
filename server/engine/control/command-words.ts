import type { UpsCommand } from '../../domain/ups-command'

const when = (delaySeconds: number): string => (delaySeconds === 0 ? 'now' : `in ${delaySeconds} s`)

/** A command as the journal tells it. */
export const commandWords = (command: UpsCommand): string => {
  switch (command.kind) {
    case 'self-test':
      return 'self-test'
    case 'abort-test':
      return 'abort the self-test'
    case 'output-off':
      return `output off ${when(command.delaySeconds)}, ${command.restart === 'with-mains' ? 'back with mains' : 'to stay off'}`
    case 'cancel-off':
      return 'cancel what is counting down'
    case 'output-on':
      return `output on ${when(command.delaySeconds)}`
    case 'output-cycle':
      return `output off ${when(command.delaySeconds)} for ${command.offSeconds} s`
    case 'outlet-off':
      return `outlet ${command.outletId} off ${when(command.delaySeconds)}`
    case 'outlet-on':
      return `outlet ${command.outletId} on ${when(command.delaySeconds)}`
    case 'outlet-cycle':
      return `outlet ${command.outletId} off and on ${when(command.delaySeconds)}`
  }
}
