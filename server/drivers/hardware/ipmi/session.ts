import { type HardwareSecret, hardwareEndpoint } from '../../../domain/hardware'
import { type CallOptions, type HardwareSession, type HardwareTarget, refused, unknownOutcome } from '../../ports'
import { controlRequest, isSoAlready, powerState } from './chassis'
import { SUITE_17, SUITE_3 } from './cipher-suite'
import { CallFailed, resultOf } from '../../protocols/call-failed'
import type { Account } from './handshake'
import { identify } from './identity'
import { Link } from './link'
import { SensorReader } from './sensor-reader'

const PRIVILEGES = { operator: 3, administrator: 4 } as const
const PASSWORD_BYTES = 20

const keyFrom = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(PASSWORD_BYTES)]).subarray(0, PASSWORD_BYTES)

const accountOf = (secret: Extract<HardwareSecret, { kind: 'ipmi-user' }>, privilege: keyof typeof PRIVILEGES): Account => ({
  user: secret.user,
  password: keyFrom(Buffer.from(secret.password)),
  kg: secret.kgHex === '' ? null : keyFrom(Buffer.from(secret.kgHex, 'hex')),
  privilege: PRIVILEGES[privilege],
})

const wrongSecret = (address: HardwareTarget['address']): HardwareSession => {
  const failure = refused(
    `The BMC at ${hardwareEndpoint(address)} is signed in to with an IPMI user and its password.`,
    'Enter the credential of the BMC again.',
  )
  const refuse = () => Promise.resolve(failure)
  return { identify: refuse, sensors: refuse, powerState: refuse, act: refuse, close: () => Promise.resolve() }
}

export const openSession = ({ address, secret }: HardwareTarget): HardwareSession => {
  if (address.kind !== 'ipmi' || secret.kind !== 'ipmi-user') return wrongSecret(address)
  const { host, port, cipherSuite, privilege } = address
  const suites = cipherSuite === 3 ? [SUITE_3] : cipherSuite === 17 ? [SUITE_17] : [SUITE_17, SUITE_3]
  const link = new Link({ host, port, account: accountOf(secret, privilege), suites })
  const reader = new SensorReader()
  return {
    identify: (options) => resultOf(() => link.call(options, (run) => identify(run, () => link.suiteId))),
    sensors: (options) => resultOf(() => link.call(options, async (run) => reader.read(run, await powerState(run)))),
    powerState: (options) => resultOf(() => link.call(options, powerState)),
    act: (act, options: CallOptions) =>
      resultOf(() =>
        link.call(options, async (run) => {
          // Looked at first: nothing is sent where it is so already, and a session that the BMC forgot is opened anew beforehand.
          const power = await powerState(run)
          if (isSoAlready(act, power)) return null
          await run(controlRequest(act)).catch((error: unknown) => {
            throw asOutcome(error)
          })
          return null
        }),
      ),
    close: () => link.close(),
  }
}

/** A BMC that was too busy for a command may have begun it. */
const asOutcome = (error: unknown): unknown =>
  error instanceof CallFailed && error.failure.kind === 'unreachable'
    ? new CallFailed(unknownOutcome(error.failure.message, 'Look at the power state before ordering it again.'))
    : error
