import type { UpsIdentity, UpsObservation, UpsSecret } from '../../../domain/ups'
import type { UpsCommand, UpsCommandKind } from '../../../domain/ups-command'
import {
  type CallOptions,
  type CommandAnswer,
  type DriverFailure,
  type DriverResult,
  ok,
  refused,
  type SelfTestState,
  type UpsDriver,
  type UpsSession,
  unsupported,
} from '../../ports'
import { NutConnection } from './client'
import { commandFailure, userNeeded } from './command-failure'
import { nutKinds, planNutCommand } from './command-plan'
import { failureOf, type NutAddress, NutTrouble } from './failure'
import { giveCommand } from './give-command'
import { commandsOf, variablesOf } from './lines'
import { contactLost, identityOf, observe } from './observation'
import { quoted } from './quoted'
import { selfTestOf } from './self-test'

/** upsd answers these in place of values when its driver has lost the UPS. */
const lostCodes = new Set(['DATA-STALE', 'DRIVER-NOT-CONNECTED'])

const isLost = (error: unknown): error is NutTrouble =>
  error instanceof NutTrouble && error.kind === 'upsd' && lostCodes.has(error.code)
const lacksTls = (error: unknown): boolean => error instanceof NutTrouble && error.kind === 'upsd'

/** A connection for one call, replaced when upsd or the call ends it. */
interface Lease {
  connection: NutConnection | null
  /** Why no further connection is to be made. */
  over: NutTrouble | null
}

class NutSession implements UpsSession {
  /** Kept open between polls; null while a call has it, so that calls that overlap get connections of their own. */
  private idle: NutConnection | null = null
  private readonly leases = new Set<Lease>()
  private closed = false

  constructor(
    private readonly address: NutAddress,
    private readonly user: string,
    private readonly password: string,
  ) {}

  identify(options: CallOptions): Promise<DriverResult<UpsIdentity>> {
    return this.within(options, async (lease) => {
      if (this.user !== '') await this.proveUser(lease)
      return identityOf(await this.variables(lease))
    })
  }

  poll(options: CallOptions): Promise<DriverResult<UpsObservation>> {
    return this.within(options, async (lease) => {
      try {
        return observe(await this.variables(lease))
      } catch (error) {
        if (isLost(error)) return contactLost(`upsd says ${error.code}`)
        throw error
      }
    })
  }

  async commandKinds(options: CallOptions): Promise<DriverResult<readonly UpsCommandKind[]>> {
    if (this.user === '') return userNeeded(this.address)
    return this.within(options, async (lease) => nutKinds(await this.offers(lease)))
  }

  async command(command: UpsCommand, options: CallOptions): Promise<DriverResult<CommandAnswer>> {
    if (this.user === '') return userNeeded(this.address)
    const endsAt = performance.now() + options.deadlineMs
    const listed = await this.within(options, (lease) => this.offers(lease))
    if (listed.kind !== 'ok') return listed
    const plan = planNutCommand(listed.value, command)
    if (plan === null)
      return unsupported(
        `NUT's driver for ${this.address.upsName} offers no command for ${command.kind}`,
        '"upscmd -l" lists what it offers.',
      )
    if ('impossible' in plan) return unsupported(plan.impossible, 'Order it another way.')
    let sent = false
    const run = async (lease: Lease): Promise<CommandAnswer> => {
      const connection = await this.ready(lease)
      await connection.command(`USERNAME ${quoted(this.user)}`)
      await connection.command(`PASSWORD ${quoted(this.password)}`)
      try {
        return await giveCommand(connection, this.address.upsName, plan, {
          endsAt,
          onSend: () => (sent = true),
          look: () => this.variables(lease),
        })
      } finally {
        // What follows on this connection would have the user's rights.
        connection.end()
      }
    }
    return this.within({ ...options, deadlineMs: Math.max(1, endsAt - performance.now()) }, run, (error) =>
      commandFailure(error, this.address, this.user, plan.command, sent, options.deadlineMs),
    )
  }

  async selfTest(options: CallOptions): Promise<DriverResult<SelfTestState>> {
    const variables = await this.within(options, (lease) => this.variables(lease))
    return variables.kind === 'ok' ? selfTestOf(variables.value) : variables
  }

  /** NUT does not tell. */
  agentUptime(): Promise<DriverResult<number | null>> {
    return Promise.resolve(ok(null))
  }

  close(): void {
    this.closed = true
    this.idle?.end()
    this.idle = null
    for (const lease of this.leases) endLease(lease, new NutTrouble('closed', 'session closed'))
  }

  private async variables(lease: Lease): Promise<ReadonlyMap<string, string>> {
    const connection = await this.ready(lease)
    const variables = variablesOf(await connection.command(`LIST VAR ${quoted(this.address.upsName)}`))
    if (variables === null) throw new NutTrouble('garbage', 'not a list of variables')
    return variables
  }

  private async offers(lease: Lease): Promise<ReadonlySet<string>> {
    const connection = await this.ready(lease)
    const commands = commandsOf(await connection.command(`LIST CMD ${quoted(this.address.upsName)}`))
    if (commands === null) throw new NutTrouble('garbage', 'not a list of commands')
    return commands
  }

  /**
   * upsd checks a user only at LOGIN, which also counts this program among the machines that a primary waits for at a shutdown:
   * so it is tried on a connection of its own, and left at once.
   */
  private async proveUser(lease: Lease): Promise<void> {
    const connection = await this.ready(lease)
    await connection.command(`USERNAME ${quoted(this.user)}`)
    await connection.command(`PASSWORD ${quoted(this.password)}`)
    await connection.command(`LOGIN ${quoted(this.address.upsName)}`)
    connection.end()
  }

  /** Runs `act`; its connection ends on trouble and at the deadline, else it is kept for the next call. */
  private async within<T>(
    options: CallOptions,
    act: (lease: Lease) => Promise<T>,
    failed = (error: unknown): DriverFailure => failureOf(error, this.address, this.user, options.deadlineMs),
  ): Promise<DriverResult<T>> {
    if (this.closed) return refused(`The session with ${this.address.host} was closed`, 'Ask again with a new session.')
    const lease: Lease = { connection: this.idle, over: null }
    this.idle = null
    this.leases.add(lease)
    const stop = () => endLease(lease, new NutTrouble('deadline', 'deadline'))
    const timer = setTimeout(stop, options.deadlineMs)
    options.signal?.addEventListener('abort', stop, { once: true })
    if (options.signal?.aborted === true) stop()
    try {
      const value = await act(lease)
      this.keep(lease.connection)
      return ok(value)
    } catch (error) {
      lease.connection?.end()
      return failed(error)
    } finally {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', stop)
      this.leases.delete(lease)
    }
  }

  private keep(connection: NutConnection | null): void {
    if (this.idle === null && !this.closed) this.idle = connection
    else connection?.end()
  }

  private async ready(lease: Lease): Promise<NutConnection> {
    if (lease.over !== null) throw lease.over
    if (lease.connection?.isOpen === true) return lease.connection
    const connection = new NutConnection(this.address)
    lease.connection = connection
    const { tls } = this.address
    if (tls === 'off') return connection
    try {
      await connection.startTls(tls === 'required')
    } catch (error) {
      if (tls === 'required' || !lacksTls(error)) throw error
    }
    return connection
  }
}

const endLease = (lease: Lease, trouble: NutTrouble): void => {
  lease.over = trouble
  lease.connection?.end(trouble)
}

const credentials = (secret: UpsSecret): { user: string; password: string } =>
  secret.kind === 'nut-user' ? { user: secret.user, password: secret.password } : { user: '', password: '' }

/** Answers every call with the same sentence: the address is not one of upsd. */
const refusesAll = () =>
  Promise.resolve(refused('This is not the address of a NUT server', 'Enter the server and the name of the UPS there.'))
const notNut: UpsSession = {
  identify: refusesAll,
  poll: refusesAll,
  commandKinds: refusesAll,
  command: refusesAll,
  selfTest: refusesAll,
  agentUptime: refusesAll,
  close: () => undefined,
}

export const driver: UpsDriver = {
  family: 'nut',
  label: 'Network UPS Tools (upsd)',
  protocol: 'nut',
  richness: 20,
  open: ({ address, secret }) => {
    if (address.protocol !== 'nut') return notNut
    const { user, password } = credentials(secret)
    return new NutSession(address, user, password)
  },
}
