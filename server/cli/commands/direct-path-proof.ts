import type { DirectAddress } from '../../domain/direct-path'
import { type ManagerSecret, managerSecretSchema } from '../../domain/manager'
import type { Host } from '../../domain/world'
import { hypervisorDrivers } from '../../drivers/hypervisor/registry'
import { type DirectProof, proveDirect } from '../../engine/readiness/prove-direct'
import type { StoreReads } from '../../store/store'
import { EXIT_CODE } from '../exit-code'
import { failed, type Outcome } from '../outcome'
import { asLastSeen, hostNamed, isOutcome } from './named-host'
import { findingLines } from './way-words'

export interface ProofOptions {
  /** Seconds. */
  readonly timeout: number
  readonly json?: boolean
}

/** Signs in at the host itself and compares it with what the engine last saw of it. Nothing is switched. */
const proved = async (
  read: Pick<StoreReads, 'latest'>,
  host: Host,
  target: { readonly address: DirectAddress; readonly secret: ManagerSecret },
  timeoutSeconds: number,
): Promise<DirectProof | null> => {
  const driver = hypervisorDrivers.find(({ kind }) => kind === target.address.kind)
  if (driver === undefined) return null
  const byManager = await asLastSeen(read, host)
  const signal = AbortSignal.timeout(Math.round(timeoutSeconds * 1000))
  return proveDirect(driver, target, Date.now(), signal, () => byManager)
}

const wouldNotWork = ({ findings }: Pick<DirectProof, 'findings'>): boolean =>
  findings.some(({ severity }) => severity === 'critical')

const shown = (host: Host, { answering, findings }: DirectProof): string =>
  [
    answering === null
      ? `Nobody at the address of ${host.name} let us in.`
      : `${answering.name ?? 'A host without a name'} answers.`,
    ...(findings.length === 0
      ? ['It is this host, and it lists every VM that its manager says runs there.']
      : findingLines(findings)),
  ].join('\n')

/** `direct-path test HOST`: with the credential that is stored. */
export const testDirectPath = async (
  read: Pick<StoreReads, 'latest' | 'directPaths' | 'credentials'>,
  wanted: string,
  options: ProofOptions,
): Promise<Outcome> => {
  const host = await hostNamed(read, wanted)
  if (isOutcome(host)) return host
  const row = await read.directPaths.get(host.id)
  if (row === null) return failed(EXIT_CODE.failed, `${host.name} has no direct path.\nAdd one: direct-path set`)
  const secret = managerSecretSchema.safeParse(await read.credentials.reveal(row.credentialId).catch(() => null))
  if (!secret.success)
    return failed(EXIT_CODE.failed, 'Its credential cannot be opened with the key of this machine.\nSet RIDETHROUGH_KEY_FILE.')
  const proof = await proved(read, host, { address: row.address, secret: secret.data }, options.timeout)
  if (proof === null) return failed(EXIT_CODE.failed, `this build has no driver for ${row.address.kind}`)
  const output = options.json === true ? JSON.stringify({ hostId: host.id, ...proof }, null, 2) : shown(host, proof)
  return { exitCode: wouldNotWork(proof) ? EXIT_CODE.failed : EXIT_CODE.ok, output, errors: '' }
}
