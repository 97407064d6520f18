import type { UpsIdentity, UpsObservation } from '../../../domain/ups'
import {
  type CallOptions,
  type DriverResult,
  ok,
  refused,
  type UpsDriver,
  type UpsSession,
  type UpsTarget,
  unsupported,
} from '../../ports'
import type { SnmpCommands } from './commands'
import { type SnmpAnswers, SnmpSession } from './snmp-session'
import { type MibObject, textAt } from './table'
import type { SnmpTrap } from './traps'

/** What tells one SNMP family from another: data and pure functions; asking is done here, once for all. */
export interface SnmpFamily {
  readonly family: string
  readonly label: string
  readonly richness: number
  readonly identityObjects: readonly MibObject[]
  /** A device serves the family when at least one of these has a value. They are asked for in every poll. */
  readonly proof: readonly MibObject[]
  readonly pollOids: readonly string[]
  identity(answers: SnmpAnswers): Omit<UpsIdentity, 'family'>
  /** Where the family keeps its alarms, and whether this poll says that there are any. Null: no such table. */
  readonly alarmTable: { readonly column: string; hasEntries(answers: SnmpAnswers): boolean } | null
  /** Notifications of the family; empty: none are documented. */
  readonly traps: readonly SnmpTrap[]
  readonly commands: SnmpCommands
  /** `alarms` null: there are entries, and they could not be read. */
  observe(answers: SnmpAnswers, alarms: SnmpAnswers | null): UpsObservation
}

const sysDescr: MibObject = { name: 'sysDescr', oid: '1.3.6.1.2.1.1.1.0' }
const mostAlarms = 64

const wrongKind = (): DriverResult<never> =>
  refused('An SNMP device needs an SNMP community or user', 'Enter the community (v1, v2c) or the user with its keys (v3).')

class SnmpUpsSession implements UpsSession {
  private readonly essential: ReadonlySet<string>

  constructor(
    private readonly family: SnmpFamily,
    private readonly session: SnmpSession | null,
  ) {
    this.essential = new Set(family.proof.map(({ oid }) => oid))
  }

  async identify(options: CallOptions): Promise<DriverResult<UpsIdentity>> {
    if (this.session === null) return wrongKind()
    const { family, identityObjects, proof } = this.family
    const oids = [sysDescr, ...proof, ...identityObjects].map(({ oid }) => oid)
    const answers = await this.session.get(oids, options, this.essential)
    if (answers.kind !== 'ok') return answers
    if (!this.isServed(answers.value)) return this.notServed(textAt(answers.value, sysDescr))
    return ok({ family, ...this.family.identity(answers.value) })
  }

  async poll(options: CallOptions): Promise<DriverResult<UpsObservation>> {
    if (this.session === null) return wrongKind()
    const { alarmTable, pollOids } = this.family
    const endsAt = performance.now() + options.deadlineMs
    const answers = await this.session.get(pollOids, options, this.essential)
    if (answers.kind !== 'ok') return answers
    if (!this.isServed(answers.value)) return this.notServed(null)
    if (alarmTable === null || !alarmTable.hasEntries(answers.value)) return ok(this.family.observe(answers.value, new Map()))
    const left = { ...options, deadlineMs: Math.max(1, endsAt - performance.now()) }
    const alarms = await this.session.walk(alarmTable.column, mostAlarms, left)
    return ok(this.family.observe(answers.value, alarms.kind === 'ok' ? alarms.value : null))
  }

  close(): void {
    this.session?.close()
  }

  private isServed(answers: SnmpAnswers): boolean {
    return this.family.proof.some((object) => textAt(answers, object) !== null)
  }

  private notServed(description: string | null): DriverResult<never> {
    const itself = description === null ? '' : ` (it calls itself "${description}")`
    return unsupported(
      `The device answers SNMP but does not serve ${this.family.label}${itself}`,
      'Check that this is the network card of a UPS, and that the community or user may read the whole tree.',
    )
  }
}

export const snmpUpsDriver = (family: SnmpFamily): UpsDriver => ({
  family: family.family,
  label: family.label,
  protocol: 'snmp',
  richness: family.richness,
  open: ({ address, secret }: UpsTarget): UpsSession =>
    new SnmpUpsSession(
      family,
      secret.kind === 'nut-user' ? null : new SnmpSession({ host: address.host, port: address.port }, secret),
    ),
})
