import { userInfo } from 'node:os'
import packageJson from '../../../package.json'
import { directAddressSchema, directKindFor } from '../../domain/direct-path'
import { userIdSchema } from '../../domain/ids'
import { SignInLimit } from '../../services/auth/sign-in-limit'
import { callMutation } from '../../services/call-verb'
import { saveDirectPath } from '../../services/direct-paths/save-direct-path'
import { docOf } from '../../services/latest-doc'
import type { ServiceHost } from '../../services/service-host'
import type { Caller } from '../../services/verb'
import type { Store } from '../../store/store'
import { EXIT_CODE } from '../exit-code'
import type { Environment } from '../local-store'
import { failed, type Outcome } from '../outcome'
import { hostNamed, isOutcome } from './direct-path-host'
import { findingLines, proved, wouldNotWork } from './direct-path-proof'
import { isUsageProblem, secretOf, type SignInOptions } from './manager-target'

export interface DirectPathOptions extends SignInOptions {
  readonly url: string
  readonly fingerprint: readonly string[]
  readonly reason?: string
  /** Seconds. */
  readonly timeout: number
}

const serviceHost = (store: Store): ServiceHost => ({
  store,
  now: Date.now,
  version: packageJson.version,
  signInLimit: new SignInLimit(),
  demo: false,
})

/** Who may open the store with its key on this machine may do what an admin may; the journal names the account. */
const localAdmin = (): Caller => ({
  actor: {
    userId: userIdSchema.parse('local-command-line'),
    name: `${userInfo().username} (command line)`,
    role: 'admin',
    locale: null,
  },
  channel: 'cli',
  address: null,
  sessionTokenHash: null,
})

const TLS_FINGERPRINT = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/
const SSH_FINGERPRINT = /\S+ SHA256:[A-Za-z0-9+/=]+/

/** How to go on where only trust is missing. */
const pinHint = (lines: readonly string[]): readonly string[] => {
  const told = lines.join('\n')
  const seen = TLS_FINGERPRINT.exec(told)?.[0] ?? SSH_FINGERPRINT.exec(told)?.[0]
  return seen === undefined ? [] : [`To pin it, add: --fingerprint '${seen}'`]
}

/** `direct-path set HOST`: tried first, saved only where the host lets us in and is the one that is meant; by the console's own checks (A8). */
export const setDirectPath = async (
  store: Store,
  wanted: string,
  options: DirectPathOptions,
  environment: Environment,
): Promise<Outcome> => {
  const host = await hostNamed(store.read, wanted)
  if (isOutcome(host)) return host
  const secret = secretOf(options, environment)
  if (isUsageProblem(secret)) return failed(EXIT_CODE.usage, secret.usage)
  const manager = docOf('manager', await store.read.latest.get('manager', host.managerId))
  const kind = manager === null ? null : directKindFor(manager.kind)
  const address = directAddressSchema.safeParse({ kind, url: options.url, pins: [...options.fingerprint] })
  if (!address.success)
    return kind === null
      ? failed(EXIT_CODE.refused, `hosts of ${manager?.name ?? 'this manager'} have no way past it`)
      : failed(EXIT_CODE.usage, `--url: ${address.error.issues[0]?.message ?? 'not usable'}`)
  const proof = await proved(store.read, host, { address: address.data, secret }, options.timeout)
  if (proof === null) return failed(EXIT_CODE.failed, `this build has no driver for ${address.data.kind}`)
  const lines = findingLines(proof.findings)
  if (proof.answering === null || wouldNotWork(proof))
    return failed(EXIT_CODE.refused, ['not saved.', ...lines, ...pinHint(lines)].join('\n'))
  const input = { hostId: host.id, address: address.data, secret, reason: options.reason ?? null }
  await callMutation(serviceHost(store), saveDirectPath, localAdmin(), input)
  return { exitCode: EXIT_CODE.ok, output: [`The direct path to ${host.name} is saved.`, ...lines].join('\n'), errors: '' }
}
