import type { UpsCommand, UpsCommandKind } from '@/server/domain/ups-command'

export interface CommandForm {
  readonly outletId: string
  readonly delaySeconds: number
  readonly restart: 'with-mains' | 'stay-off'
}

const CYCLE_OFF_SECONDS = 30

/** What a filled-in form asks of the UPS. */
export const commandOf = (kind: UpsCommandKind, { outletId, delaySeconds, restart }: CommandForm): UpsCommand => {
  switch (kind) {
    case 'self-test':
    case 'abort-test':
    case 'cancel-off':
      return { kind }
    case 'output-off':
      return { kind, delaySeconds, restart }
    case 'output-on':
      return { kind, delaySeconds }
    case 'output-cycle':
      return { kind, delaySeconds, offSeconds: CYCLE_OFF_SECONDS }
    case 'outlet-off':
    case 'outlet-on':
    case 'outlet-cycle':
      return { kind, outletId, delaySeconds }
  }
}
