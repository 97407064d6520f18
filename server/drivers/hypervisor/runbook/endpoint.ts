import type { RunbookAction, RunbookMachine, RunbookProbe } from '../../../domain/runbook'
import type { CallOptions } from '../../ports'
import type { Sign } from './silence'

/** What a machine is told. */
export type Deed = 'stop' | 'start' | 'forceOff'

/** A machine as the driver knows it: by an id that it always has. */
export type Machine = Omit<RunbookMachine, 'id'> & { readonly id: string }

export type AskingProbe = Extract<RunbookProbe, { readonly kind: 'command' | 'request' }>

/** What carries the runbook out: a machine reached over SSH, or a webhook. All throw CallFailed. */
export interface Endpoint {
  readonly product: string
  /** It is there, is the right one, and lets us in. Changes nothing. */
  reach(options: CallOptions): Promise<void>
  /** Returns once it is under way; the task, where it can be asked about. */
  carryOut(machine: Machine, deed: Deed, action: RunbookAction, options: CallOptions): Promise<string | null>
  sign(machine: Machine, probe: AskingProbe, options: CallOptions): Promise<Sign>
  close(): Promise<void>
}

export const DEED_WORDS: Readonly<Record<Deed, string>> = { stop: 'stop', start: 'start', forceOff: 'force off' }
