import { isCutting, UPS_COMMAND_KINDS, upsCommandSchema, type UpsCommand, type UpsCommandKind } from '../../domain/ups-command'

export interface CommandOptions {
  readonly delay: number
  readonly offSeconds: number
  readonly restart: string
  readonly outlet?: string
}

export const kindOf = (text: string): UpsCommandKind | null => UPS_COMMAND_KINDS.find((kind) => kind === text) ?? null

/** The command as it was typed; a text says what is wrong with it. */
export const commandOf = (kind: UpsCommandKind, { delay, offSeconds, restart, outlet }: CommandOptions): UpsCommand | string => {
  if (kind.startsWith('outlet-') && outlet === undefined) return `${kind} is about one outlet: give --outlet`
  if (!kind.startsWith('outlet-') && outlet !== undefined) return `${kind} is about the whole output: leave --outlet out`
  const parsed = upsCommandSchema.safeParse({ kind, delaySeconds: delay, offSeconds, restart, outletId: outlet })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return `${issue?.path.join('.') ?? 'input'}: ${issue?.message ?? 'not valid'}`
}

const EFFECTS: Readonly<Record<UpsCommandKind, string>> = {
  'self-test': 'tests the battery for some seconds',
  'abort-test': 'ends a test',
  'output-off': 'takes the power from everything on it',
  'cancel-off': 'stops what counts down',
  'output-on': 'gives power to everything on it',
  'output-cycle': 'takes the power from everything on it, and gives it back',
  'outlet-off': 'takes the power from one outlet',
  'outlet-on': 'gives power to one outlet',
  'outlet-cycle': 'takes the power from one outlet, and gives it back',
}

const OPTIONS: Readonly<Record<UpsCommandKind, string>> = {
  'self-test': '',
  'abort-test': '',
  'output-off': '--delay, --restart',
  'cancel-off': '',
  'output-on': '--delay',
  'output-cycle': '--delay, --off-seconds',
  'outlet-off': '--outlet, --delay',
  'outlet-on': '--outlet, --delay',
  'outlet-cycle': '--outlet, --delay',
}

export const effectOf = (kind: UpsCommandKind): string => EFFECTS[kind]
export const optionsOf = (kind: UpsCommandKind): string => OPTIONS[kind]

/** Why it is not sent without an explicit yes; null: it cuts nothing. */
export const whyAsked = (command: UpsCommand): string | null =>
  isCutting(command)
    ? `${command.kind} ${effectOf(command.kind)}. What hangs on it is not known here: only the server checks that every host on it is off or empty.`
    : null
