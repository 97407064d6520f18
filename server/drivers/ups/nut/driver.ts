import type { UpsIdentity, UpsObservation, UpsSecret } from '../../../domain/ups'
import { type CallOptions, type DriverResult, ok, refused, type UpsDriver, type UpsSession } from '../../ports'
import { NutConnection } from './client'
import { failureOf, type NutAddress, NutTrouble } from './failure'
import { variablesOf } from './lines'
import { contactLost, identityOf, observe } from './observation'

/** A line break would begin another command. */
const quoted = (text: string): string => `"${text.replace(/[\r\n]/g, ' ').replace(/[\\"]/g, '\\$&')}"`

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
  private async within<T>(options: CallOptions, act: (lease: Lease) => Promise<T>): Promise<DriverResult<T>> {
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
      return failureOf(error, this.address, this.user, options.deadlineMs)
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
const notNut: UpsSession = {
  identify: async () => refused('This is not the address of a NUT server', 'Enter the server and the name of the UPS there.'),
  poll: async () => refused('This is not the address of a NUT server', 'Enter the server and the name of the UPS there.'),
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
