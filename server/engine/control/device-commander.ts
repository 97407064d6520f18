import { commandRefusal, type CommandScene } from '../../decide/command-refusal'
import type { DeviceId } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import type { UpsCommand } from '../../domain/ups-command'
import type { CommandAnswer, DriverFailure, DriverResult, UpsSession } from '../../drivers/ports'
import type { DeviceRow } from '../../store/store'
import { toJson } from '../to-json'
import { commandWords } from './command-words'

const DEADLINE_MS = 8_000

/** Who wants it, and how they came here. */
export interface CommandBy {
  readonly actor: string
  readonly channel: JournalDraft['channel']
  readonly reason: string | null
}

export type CommandResult =
  | { readonly ok: true; readonly result: CommandAnswer }
  | { readonly ok: false; readonly message: string; readonly hint: string; readonly unknown: boolean }

export interface CommanderParts {
  readonly now: () => number
  readonly record: (drafts: readonly JournalDraft[]) => Promise<number>
  readonly device: (id: DeviceId) => DeviceRow | null
  /** Null: the device has not answered yet. */
  readonly session: (id: DeviceId) => UpsSession | null
  readonly scene: (id: DeviceId) => CommandScene | null
  /** Before a self-test is begun, and once it is. */
  readonly beforeTest: (id: DeviceId) => Promise<void>
  readonly testBegun: (id: DeviceId, startedBy: string, confirmed: boolean) => Promise<void>
  /** Its state is worth a look now. */
  readonly look: (id: DeviceId) => void
}

const no = (message: string, hint: string): Extract<CommandResult, { ok: false }> => ({
  ok: false,
  message,
  hint,
  unknown: false,
})

const resultOf = (answer: DriverResult<CommandAnswer>): CommandResult => {
  if (answer.kind !== 'ok') return { ...no(answer.message, answer.hint), unknown: answer.kind === 'unknown' }
  if (answer.value.confirmed !== false) return { ok: true, result: answer.value }
  return no(`${answer.value.said}.`, 'Look at the UPS: it may do later, or not, what it was told.')
}

const outcomeOf = (answer: DriverResult<CommandAnswer>): NonNullable<JournalDraft['outcome']> => {
  switch (answer.kind) {
    case 'ok':
      if (answer.value.confirmed === null) return 'unknown'
      return answer.value.confirmed ? 'ok' : 'failed'
    case 'refused':
    case 'unsupported':
      return 'refused'
    case 'unreachable':
      return 'failed'
    case 'unknown':
      return 'unknown'
  }
}

const saidOf = (answer: DriverResult<CommandAnswer>): string => (answer.kind === 'ok' ? answer.value.said : answer.message)

const sessionMissing: DriverFailure = {
  kind: 'unreachable',
  message: 'it has not answered since the engine started',
  hint: 'Restore contact with its network card first.',
}

/** Tells UPSs what people and schedules want: checked, the intent recorded, told, read back, the result recorded (A1, A4). */
export class DeviceCommander {
  readonly #parts: CommanderParts
  readonly #busy = new Set<DeviceId>()
  readonly #tellingTests = new Set<DeviceId>()

  constructor(parts: CommanderParts) {
    this.#parts = parts
  }

  /** Being told to test themselves; what watches tests does not know of them yet. */
  get tellingTests(): ReadonlySet<DeviceId> {
    return this.#tellingTests
  }

  async give(id: DeviceId, command: UpsCommand, by: CommandBy): Promise<CommandResult> {
    const { device, scene } = this.#parts
    const row = device(id)
    const now = scene(id)
    if (row === null || now === null) return no('This UPS is not watched.', 'Reload the page.')
    if (this.#busy.has(id)) return no(`${row.name} is being told something else.`, 'Try again in a few seconds.')
    this.#busy.add(id)
    try {
      const refusal = commandRefusal(command, now)
      if (refusal === null && command.kind === 'self-test') this.#tellingTests.add(id)
      if (refusal === null) return await this.#tell(row, command, by)
      await this.#write(row, command, by, 'device.command-refused', 'refused', refusal.message)
      return no(refusal.message, refusal.hint)
    } finally {
      this.#busy.delete(id)
      this.#tellingTests.delete(id)
    }
  }

  async #tell(row: DeviceRow, command: UpsCommand, by: CommandBy): Promise<CommandResult> {
    const { session, look } = this.#parts
    const words = commandWords(command)
    await this.#write(row, command, by, 'device.command-intent', null, `${row.name} is told: ${words}`)
    const isTest = command.kind === 'self-test'
    if (isTest) await this.#parts.beforeTest(row.id)
    const answer = (await session(row.id)?.command(command, { deadlineMs: DEADLINE_MS })) ?? sessionMissing
    const said = `${row.name}, ${words}: ${saidOf(answer)}`
    await this.#write(row, command, by, 'device.command-result', outcomeOf(answer), said, {
      confirmed: answer.kind === 'ok' ? answer.value.confirmed : null,
    })
    look(row.id)
    if (isTest && (answer.kind === 'ok' || answer.kind === 'unknown'))
      await this.#parts.testBegun(row.id, by.actor, answer.kind === 'ok' && answer.value.confirmed === true)
    return resultOf(answer)
  }

  async #write(
    row: DeviceRow,
    command: UpsCommand,
    by: CommandBy,
    kind: string,
    outcome: JournalDraft['outcome'],
    message: string,
    data: object = {},
  ): Promise<void> {
    await this.#parts.record([
      {
        atMs: this.#parts.now(),
        kind,
        actor: by.actor,
        channel: by.channel,
        object: { kind: 'device', id: row.id, name: row.name },
        reason: by.reason,
        ...(outcome === null || outcome === undefined ? {} : { outcome }),
        message,
        data: toJson({ command, ...data }),
      },
    ])
  }
}
