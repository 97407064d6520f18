import type { UpsIdentity, UpsObservation } from '../../../domain/ups'
import { outletOf, type UpsCommand, type UpsCommandKind } from '../../../domain/ups-command'
import {
  type CallOptions,
  type CommandAnswer,
  type DriverResult,
  ok,
  type PollOptions,
  type SelfTestState,
  type UpsDriver,
  type UpsSession,
  type UpsTarget,
} from '../../ports'
import { readAgentUptime } from './agent-uptime'
import { carryOut } from './carry-out'
import { CombinedReader } from './combined-reader'
import { namingOf, notServed, proofOids, SYS_DESCR, oidsOf, isServed, wrongKind } from './family-reads'
import { mergeIdentity } from '../merging/merge-identity'
import { kindsOf } from './plan-command'
import { readSelfTest } from './self-test'
import type { SnmpFamily } from './snmp-family'
import { SnmpSession } from './snmp-session'
import { textAt } from './table'

/** A driver that reads one SNMP family, and can be read together with others over one session. */
export interface SnmpUpsDriver extends UpsDriver {
  readonly snmp: SnmpFamily
}

export const isSnmpUpsDriver = (driver: UpsDriver): driver is SnmpUpsDriver => 'snmp' in driver

/** A UPS says nothing: most are. */
export const kindOf = ({ kind }: Pick<SnmpFamily, 'kind'>): Pick<UpsIdentity, 'kind'> => (kind === undefined ? {} : { kind })

/** Null: the secret is of another protocol. */
export const openSnmpSession = ({ address, secret }: UpsTarget): SnmpSession | null =>
  secret.kind === 'nut-user' ? null : new SnmpSession({ host: address.host, port: address.port }, secret)

/** One device, one session with its agent, and the families that it serves, the richest first. */
class SnmpUpsSession implements UpsSession {
  private readonly reader: CombinedReader | null
  private readonly label: string

  constructor(
    private readonly families: readonly SnmpFamily[],
    private readonly target: UpsTarget,
    private readonly session: SnmpSession | null,
  ) {
    this.reader = session === null ? null : new CombinedReader(families, session)
    this.label = families.map(({ label }) => label).join(', ')
  }

  async identify(options: CallOptions): Promise<DriverResult<UpsIdentity>> {
    if (this.session === null) return wrongKind()
    const proofs = proofOids(this.families)
    const oids = [SYS_DESCR.oid, ...proofs, ...this.families.flatMap(({ identityObjects }) => oidsOf(identityObjects))]
    const answers = await this.session.get(oids, options, { essential: new Set(proofs), steady: new Set() })
    if (answers.kind !== 'ok') return answers
    const served = this.families.filter((family) => isServed(family, answers.value))
    const [richest, ...others] = served
    if (richest === undefined) return notServed(`does not serve ${this.label}`, textAt(answers.value, SYS_DESCR))
    const namings = served.map((family) => namingOf(family, answers.value)).filter((one) => one !== null)
    return ok({ ...kindOf(richest), family: richest.family, also: others.map(({ family }) => family), ...mergeIdentity(namings) })
  }

  async poll(options: PollOptions): Promise<DriverResult<UpsObservation>> {
    if (this.reader === null) return wrongKind()
    const read = await this.reader.read(options)
    if (read.kind !== 'ok') return read
    return read.value === null ? notServed(`does not serve ${this.label}`, null) : ok(read.value)
  }

  commandKinds(): Promise<DriverResult<readonly UpsCommandKind[]>> {
    return Promise.resolve(ok([...new Set(this.families.flatMap(({ commands }) => kindsOf(commands)))]))
  }

  /** Outlets are numbered by the family that told them. */
  command(command: UpsCommand, options: CallOptions): Promise<DriverResult<CommandAnswer>> {
    const teller = outletOf(command) === null ? null : (this.reader?.outletFamily ?? null)
    return this.apart((session) => carryOut(teller === null ? this.families : [teller], session, command, options))
  }

  selfTest(options: CallOptions): Promise<DriverResult<SelfTestState>> {
    return this.apart((session) => readSelfTest(this.families, session, options))
  }

  agentUptime(options: CallOptions): Promise<DriverResult<number | null>> {
    return this.apart((session) => readAgentUptime(session, options))
  }

  close(): void {
    this.session?.close()
  }

  /** Polls go on meanwhile, and what they remember of the agent does not stand between a command and what it reads back. */
  private async apart<T>(act: (session: SnmpSession) => Promise<DriverResult<T>>): Promise<DriverResult<T>> {
    const session = openSnmpSession(this.target)
    if (session === null) return wrongKind()
    try {
      return await act(session)
    } finally {
      session.close()
    }
  }
}

/** `families`: the richest first. */
export const openFamilies = (families: readonly SnmpFamily[], target: UpsTarget): UpsSession =>
  new SnmpUpsSession(families, target, openSnmpSession(target))

export const snmpUpsDriver = (family: SnmpFamily): SnmpUpsDriver => ({
  family: family.family,
  label: family.label,
  protocol: 'snmp',
  richness: family.richness,
  snmp: family,
  open: (target) => openFamilies([family], target),
})
