import type { ManagerAddress } from '../../../domain/manager'
import type { RunbookAction } from '../../../domain/runbook'
import { type CallOptions, refused, unknownOutcome } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed } from '../../protocols/ssh/call-failed'
import type { FarShell } from '../../protocols/ssh/far-shell'
import { type HostAddress, sshAddressOf } from '../../protocols/ssh/host-address'
import { posixShell } from '../../protocols/ssh/posix-shell'
import type { SshHost } from '../../protocols/ssh/ssh-host'
import { DEED_WORDS, type AskingProbe, type Deed, type Endpoint, type Machine } from './endpoint'
import type { Jobs } from './jobs'
import { timeEnds } from './knock'
import type { Sign } from './silence'

/** What fails within this time is told at once; what takes longer goes on as a task. */
const AT_ONCE_MS = 3_000
/** A question about a state must be quick: it is asked again and again. */
const QUESTION_MS = 4_000

/** For what knows no sh: the line goes as it stands, and only the end of the connection ends it. */
export const plainShell: FarShell = {
  command: (script) => ({ line: script }),
  endedByItself: [],
  hostKeyFile: 'its host key',
  letIn: (user, host) => `Give ${user} this key on ${host}, or correct user and password.`,
}

export const shellOf = (name: 'posix' | 'as-is'): FarShell => (name === 'posix' ? posixShell : plainShell)

export const sshHostOf = (address: ManagerAddress): HostAddress => {
  const read = sshAddressOf(address.url, [])
  const why = typeof read === 'string' ? read : read.hosts.length > 1 ? 'a runbook is carried out by one host' : null
  const host = typeof read === 'string' ? undefined : read.hosts[0]
  if (why === null && host !== undefined) return host
  throw new CallFailed(refused(`The address is not usable: ${why ?? 'it names no host'}.`, 'Write it like ssh://admin-host.'))
}

/** What exit codes commonly mean. What the command printed is not kept: it may hold secrets (K5). */
const meaningOf = (code: number | null): string => {
  switch (code) {
    case 126:
      return 'This code commonly means that the command may not be executed.'
    case 127:
      return 'This code commonly means that there is no such command.'
    case 255:
      return 'This code commonly comes from ssh, whose connection ended: the machine may be going off.'
    default:
      return 'What it printed is not kept.'
  }
}

const endedBadly = (machine: Machine, deed: Deed, host: string, code: number | null): CallFailed =>
  new CallFailed(
    unknownOutcome(
      `The command to ${DEED_WORDS[deed]} ${machine.name} ended on ${host} with ${code === null ? 'a signal' : `exit code ${code}`}. ${meaningOf(code)}`,
      `Whether it did its work is seen by the probe. Try the command by hand on ${host}.`,
    ),
  )

const commandOf = (action: RunbookAction) => {
  if ('run' in action) return action
  throw new CallFailed(refused('This action is a request, and the runbook is reached over SSH.', 'Give it as { "run": "…" }.'))
}

export class SshEndpoint implements Endpoint {
  readonly product = 'Runbook over SSH'

  constructor(
    readonly ssh: SshHost,
    readonly jobs: Jobs,
  ) {}

  /** A connection that is there may be dead: it must answer. Whatever knows commands knows this one, or says that it does not. */
  async reach(options: CallOptions): Promise<void> {
    await this.ssh.run('exit', false, options)
  }

  async carryOut(machine: Machine, deed: Deed, action: RunbookAction, options: CallOptions): Promise<string | null> {
    const { run, limitSeconds } = commandOf(action)
    const budget = budgetOf(options)
    const underWay = this.jobs.underWay(machine.id, deed)
    if (underWay !== null) return underWay.id
    // Whether it can be sent at all is known before it counts as sent.
    await this.reach(budget())
    const job = this.jobs.begin(machine.id, deed, async (signal) => {
      const { code } = await this.ssh.run(run, true, { deadlineMs: limitSeconds * 1000, signal })
      if (code !== 0) throw endedBadly(machine, deed, this.ssh.address.name, code)
    })
    await Promise.race([job.ended, timeEnds(Math.min(AT_ONCE_MS, budget().deadlineMs / 2), options.signal)])
    if (!job.isOver) return job.id
    await job.ended
    return null
  }

  async sign(_machine: Machine, probe: AskingProbe, options: CallOptions): Promise<Sign> {
    if (probe.kind !== 'command') return 'unclear'
    const { code } = await this.ssh.run(probe.run, false, { ...options, deadlineMs: Math.min(QUESTION_MS, options.deadlineMs) })
    if (code === null) return 'unclear'
    return probe.on.includes(code) ? 'on' : probe.off.includes(code) ? 'off' : 'unclear'
  }

  async close(): Promise<void> {
    this.jobs.close()
    this.ssh.close()
  }
}
